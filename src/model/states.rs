//! The states an instance can be in, a row each.

use super::texts::Text;

macro_rules! states {
    ($($variant:ident $wire:literal $camel:literal $en:literal $zh:literal,)*) => {
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

            /// What people call it.
            pub const fn text(self) -> Text {
                match self { $(InstanceState::$variant => Text { en: $en, zh: $zh },)* }
            }
        }
    };
}

states! {
    Pending "PENDING" "Pending" "Creating" "创建中",
    LaunchFailed "LAUNCH_FAILED" "LaunchFailed" "Creation failed" "创建失败",
    Running "RUNNING" "Running" "Running" "运行中",
    Stopped "STOPPED" "Stopped" "Stopped" "已关机",
    Starting "STARTING" "Starting" "Starting" "开机中",
    Stopping "STOPPING" "Stopping" "Stopping" "关机中",
    Rebooting "REBOOTING" "Rebooting" "Rebooting" "重启中",
    Shutdown "SHUTDOWN" "Shutdown" "Stopped, to be terminated" "停止待销毁",
    Terminating "TERMINATING" "Terminating" "Terminating" "销毁中",
    EnterRescueMode "ENTER_RESCUE_MODE" "EnterRescueMode" "Entering rescue mode" "进入救援模式中",
    RescueMode "RESCUE_MODE" "RescueMode" "In rescue mode" "救援模式",
    ExitRescueMode "EXIT_RESCUE_MODE" "ExitRescueMode" "Exiting rescue mode" "退出救援模式中",
    EnterServiceLiveMigrate "ENTER_SERVICE_LIVE_MIGRATE" "EnterServiceLiveMigrate" "Live migration starting" "即将在线迁移",
    ServiceLiveMigrate "SERVICE_LIVE_MIGRATE" "ServiceLiveMigrate" "Live migrating" "在线迁移中",
    ExitServiceLiveMigrate "EXIT_SERVICE_LIVE_MIGRATE" "ExitServiceLiveMigrate" "Live migration ending" "在线迁移即将结束",
}

impl InstanceState {
    /// Reads the wire spelling; `None` for a state this version does not know.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.name() == text)
    }
}
