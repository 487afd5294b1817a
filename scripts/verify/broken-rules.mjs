/**
 * A rule, and the smallest change that breaks it.
 * @type {Array<{rule: string, file: string, from: string, to: string}>}
 */
export const BROKEN = [
  {
    rule: "pace: a slot stays taken for a second after its reply",
    file: "src/pace/mod.rs",
    from: "pub const HOLD_MS: u64 = 1_005;",
    to: "pub const HOLD_MS: u64 = 0;",
  },
  {
    rule: "pace: the second is a whole one",
    file: "src/pace/mod.rs",
    from: "pub const HOLD_MS: u64 = 1_005;",
    to: "pub const HOLD_MS: u64 = 700;",
  },
  {
    rule: "settle: after a lost reply an instance is watched before it is sent again",
    file: "src/job/observations.rs",
    from: "let settled = flight.sent_at >= instance.since.saturating_add(settle);",
    to: "let settled = settle > 0;",
  },
  {
    rule: "save before act: what is in flight is on record when the client dies",
    file: "tests/fleet/world.rs",
    from: "if send.acting {\n                    save(job);\n                }",
    to: "let _ = save;",
  },
  {
    rule: "conflict: what somebody stopped after our request is not started again",
    file: "src/job/verdict.rs",
    from: "if self.same_action { self.accepted() } else { Verdict::Finished(Outcome::Conflict) }",
    to: "if self.same_action { self.accepted() } else { Verdict::Send }",
  },
];
