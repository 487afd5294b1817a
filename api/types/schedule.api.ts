export interface Waves {
    ramp?: {
        first: number;
        factor?: number;
    } | undefined;
    wait?: boolean | undefined;
}
export interface Schedule {
    waves: number;
    batches: number;
    seconds: number;
}
export function scheduleOf(action: string, instances: number, waves: Waves): Schedule;
