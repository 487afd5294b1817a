//! The states an instance can be in.

macro_rules! states {
    ($($variant:ident $wire:literal $camel:literal,)*) => {
        /// `InstanceState` as the service spells it (DescribeInstances page, data type `Instance`).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum InstanceState { $(#[doc = $wire] $variant,)* }

        impl InstanceState {
            /// Every state, in the documentation's order.
            pub const ALL: &'static [InstanceState] = &[$(InstanceState::$variant,)*];

            /// The spelling on the wire: `STOPPED`.
            pub const fn name(self) -> &'static str {
                match self { $(InstanceState::$variant => $wire,)* }
            }

            /// The code that refuses an operation in this state: `UnsupportedOperation.InstanceStateStopped`.
            pub const fn refusal(self) -> &'static str {
                match self {
                    $(InstanceState::$variant => concat!("UnsupportedOperation.InstanceState", $camel),)*
                }
            }
        }
    };
}

states! {
    Pending "PENDING" "Pending",
    LaunchFailed "LAUNCH_FAILED" "LaunchFailed",
    Running "RUNNING" "Running",
    Stopped "STOPPED" "Stopped",
    Starting "STARTING" "Starting",
    Stopping "STOPPING" "Stopping",
    Rebooting "REBOOTING" "Rebooting",
    Shutdown "SHUTDOWN" "Shutdown",
    Terminating "TERMINATING" "Terminating",
    EnterRescueMode "ENTER_RESCUE_MODE" "EnterRescueMode",
    RescueMode "RESCUE_MODE" "RescueMode",
    ExitRescueMode "EXIT_RESCUE_MODE" "ExitRescueMode",
    EnterServiceLiveMigrate "ENTER_SERVICE_LIVE_MIGRATE" "EnterServiceLiveMigrate",
    ServiceLiveMigrate "SERVICE_LIVE_MIGRATE" "ServiceLiveMigrate",
    ExitServiceLiveMigrate "EXIT_SERVICE_LIVE_MIGRATE" "ExitServiceLiveMigrate",
}

impl InstanceState {
    /// Reads the wire spelling; `None` for a state this version does not know.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.name() == text)
    }
}
