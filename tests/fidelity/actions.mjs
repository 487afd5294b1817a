/** @typedef {import("./row.mjs").Row} Row */

/** The actions of version 2017-03-12 and what becomes of instances. @type {Row[]} */
export const actions = [
  {
    says: "StartInstances: STOPPED, STARTING, RUNNING.",
    basis: "documented",
    shown: ["conformance operations: StartInstances: STOPPED, STARTING, RUNNING"],
  },
  {
    says: "StopInstances: RUNNING, STOPPING, STOPPED.",
    basis: "documented",
    shown: ["conformance operations: StopInstances: RUNNING, STOPPING, STOPPED"],
  },
  {
    says: "RebootInstances: RUNNING, REBOOTING, RUNNING.",
    basis: "documented",
    shown: ["conformance operations: RebootInstances: RUNNING, REBOOTING, RUNNING"],
  },
  {
    says: "ResetInstancesPassword: of stopped instances; LatestOperationState tells when it has succeeded.",
    basis: "documented",
    shown: [
      "service passwords::a_reset_leaves_a_stopped_instance_stopped_and_its_latest_operation_tells_of_it",
    ],
  },
  {
    says: "ResetInstancesPassword: a running instance is refused unless ForceStop is true.",
    basis: "documented",
    shown: ["service passwords::a_running_instance_is_refused_unless_it_may_be_stopped_for_it"],
  },
  {
    says: "ResetInstancesPassword with ForceStop: RUNNING, STOPPING, RUNNING; without it the instance stays STOPPED.",
    basis: "assumed",
    shown: ["service passwords::a_running_instance_is_refused_unless_it_may_be_stopped_for_it"],
    option: "none: the states on the way are not told",
  },
  {
    says: "ResetInstancesPassword: 8 to 30 characters, 12 to 30 for Windows, of three kinds, the first not a slash.",
    basis: "documented",
    shown: ["service passwords::a_password_that_the_system_would_not_take_is_refused_and_not_repeated"],
  },
  {
    says: "Nothing is begun on an instance while its password is reset (OperationDenied.InstanceOperationInProgress).",
    basis: "assumed",
    shown: ["service passwords::nothing_else_is_begun_while_a_password_is_reset"],
    option: "assume.codes",
  },
  {
    says: "TerminateInstances: RUNNING or STOPPED, TERMINATING, gone.",
    basis: "documented",
    shown: ["service lifecycle::what_is_terminated_is_gone"],
  },
  {
    says: "TerminateInstances isolates a prepaid instance first (SHUTDOWN), by way of TERMINATING, and destroys it by a second call.",
    basis: "assumed",
    shown: ["service lifecycle::a_prepaid_instance_is_isolated_first_and_destroyed_by_a_second_call"],
    option: "none: the state between is not told",
  },
  {
    says: "Instances of one termination have one charge type; protected ones are refused.",
    basis: "documented",
    shown: ["service lifecycle::what_may_not_be_terminated_is_not"],
  },
  {
    says: "RunInstances: PENDING, then RUNNING or LAUNCH_FAILED; the reply names the ids.",
    basis: "documented",
    shown: [
      "service lifecycle::what_is_run_is_pending_and_then_runs",
      "service lifecycle::a_creation_that_fails_is_seen",
    ],
  },
  {
    says: "RunInstances: Placement.Zone and ImageId are required; one instance, POSTPAID_BY_HOUR, 50 GiB, no bandwidth and a name in Chinese where nothing else is asked for.",
    basis: "documented",
    shown: [
      "service lifecycle::a_bad_order_is_named",
      "service lifecycle::what_was_not_asked_for_has_the_documented_defaults",
    ],
  },
  {
    says: "RunInstances: 1 to 500 at a time, MinCount not above InstanceCount, periods of the price list, names of 128 characters, tokens of 64, user data of 16 KB.",
    basis: "documented",
    shown: ["service lifecycle::a_bad_order_is_named"],
  },
  {
    says: "RunInstances: `{R:x}` in a name counts from x.",
    basis: "documented",
    shown: ["service lifecycle::it_is_as_it_was_ordered"],
  },
  {
    says: "RunInstances: the same ClientToken gives the same ids.",
    basis: "documented",
    shown: ["service lifecycle::a_client_token_runs_once"],
  },
  {
    says: "RunInstances with DryRun checks, creates nothing and answers a RequestId alone.",
    basis: "documented",
    shown: ["service lifecycle::a_dry_run_runs_nothing"],
  },
  {
    says: "Acting calls are asynchronous; LatestOperation, LatestOperationState and LatestOperationRequestId tell of the last one: OPERATING, then SUCCESS or FAILED.",
    basis: "documented",
    shown: [
      "service actions::each_operation_passes_through_its_state_and_ends",
      "service faults::a_failed_operation_says_why",
    ],
  },
  {
    says: "LatestOperation is the action's name and its request id the call's.",
    basis: "assumed",
    shown: ["service actions::each_operation_passes_through_its_state_and_ends"],
    option: "fault `no-latest-operation`",
  },
  {
    says: "A describe may lag: LatestOperationState SUCCESS may be that of the operation before.",
    basis: "recorded",
    shown: ["service faults::describes_are_distorted_as_the_kind_says"],
    option: "fault `stale-describe`",
  },
  {
    says: "How long an operation takes is not documented: 2 to 6 s.",
    basis: "assumed",
    shown: ["service transitions::so_many_describes_end_an_operation_and_time_does_not"],
    option: "bootMs, transitions",
  },
  {
    says: "One bad id stops its batch, and the first in the order asked is answered.",
    basis: "assumed",
    shown: ["service actions::one_bad_id_stops_its_batch_or_does_not"],
    option: "batches",
  },
  {
    says: "An id given twice is acted on once.",
    basis: "assumed",
    shown: ["service assume::an_id_given_twice_may_be_refused"],
    option: "assume.duplicateIds",
  },
  {
    says: "A state that forbids an operation is `UnsupportedOperation.InstanceState…` where the action's page lists it, else InvalidInstance.NotSupported.",
    basis: "assumed",
    shown: ["service actions::an_operation_is_refused_in_every_other_state"],
    option: "assume.codes",
  },
  {
    says: "There are fifteen states.",
    basis: "documented",
    shown: ["conformance describes: Instance.InstanceState is one of its words"],
  },
  {
    says: "An id is `ins-` and eight lower-case letters or digits; one of another length is InvalidInstanceId.Malformed, any other InvalidParameterValue.InstanceIdMalformed.",
    basis: "recorded",
    shown: [
      'conformance parameters: StartInstances: the id "ins-1122"',
      'conformance parameters: StartInstances: the id ""',
    ],
    option: "assume.codes",
  },
  {
    says: "An unknown id is InvalidInstanceId.NotFound for an acting action, and no row for a describe.",
    basis: "assumed",
    shown: [
      "conformance parameters: StartInstances: an id that is not there, tc3 over POST",
      "conformance describes: DescribeInstances: an id that is not there yields no row",
    ],
    option: "assume.codes",
  },
  {
    says: "Instances of another region are as if they did not exist.",
    basis: "documented",
    shown: ["service actions::instances_of_another_region_are_not_there"],
  },
  {
    says: "ForceStop and ForceReboot exclude StopType.",
    basis: "documented",
    shown: ["service actions::old_and_new_switches_exclude_each_other"],
  },
  {
    says: "StoppedMode STOP_CHARGING is for pay-as-you-go instances, and StopChargingMode tells it.",
    basis: "documented",
    shown: ["service actions::stopping_without_charge_is_for_hourly_instances_and_is_shown"],
  },
  {
    says: "DescribeInstances takes InstanceIds or Filters, not both.",
    basis: "documented",
    shown: ["conformance describes: ids and filters exclude each other"],
  },
  {
    says: "Filters are conditions, their values alternatives.",
    basis: "documented",
    shown: ["conformance describes: values are alternatives, filters conditions"],
  },
  {
    says: "instance-name finds a part of the name, in the same case; a filter without values passes everything.",
    basis: "assumed",
    shown: ["service actions::filters_narrow_and_join"],
    option: "none",
  },
  {
    says: "An unknown filter is InvalidFilter.",
    basis: "documented",
    shown: ["conformance describes: no such filter: colour"],
  },
  {
    says: "Rows come in the order in which the instances were made.",
    basis: "assumed",
    shown: ["conformance describes: DescribeInstances: pages follow each other"],
    option: "none",
  },
  {
    says: "A status row holds InstanceId and InstanceState.",
    basis: "documented",
    shown: ["conformance describes: a status row has an id and a state"],
  },
  {
    says: "DescribeRegions needs no region and tells Region, RegionName and RegionState.",
    basis: "documented",
    shown: [
      "service places::the_list_of_regions_needs_no_region_and_takes_no_parameter",
      "service places::the_regions_are_those_of_the_options",
    ],
  },
  {
    says: "DescribeZones tells Zone, ZoneName, ZoneId and ZoneState of the region; sold-out zones are UNAVAILABLE.",
    basis: "documented",
    shown: ["service places::the_zones_are_those_of_the_region"],
  },
  {
    says: "ZoneId outside Guangzhou.",
    basis: "assumed",
    shown: ["service places::the_zones_are_those_of_the_region"],
    option: "none",
  },
  {
    says: "An empty X-TC-Region is InvalidParameterValue, a region that is not there UnsupportedRegion.",
    basis: "recorded",
    shown: [
      "conformance protocol: StartInstances: an empty region",
      "conformance protocol: StartInstances: a region nobody has",
    ],
  },
  {
    says: "There are no CORS headers.",
    basis: "recorded",
    shown: ["service envelope::pages_may_read_replies_only_where_they_are_let"],
    option: "cors",
  },
];
