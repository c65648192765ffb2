import type { SettingScope } from '../../conf/setting.ts'

/** A setting that is read but has no effect yet: its name, its scope, its older names. */
export type WaitingSetting = readonly [name: string, scope: SettingScope, ...aliases: string[]]

/** A plugin of SpamAssassin that is known by name only. */
export interface WaitingRow {
  /** Without `Mail::SpamAssassin::Plugin::`. */
  readonly name: string
  /** What its functions need, as diagnostics say it. */
  readonly waitsFor: string
  readonly settings: readonly WaitingSetting[]
  /** Keys whose lines define rules. */
  readonly ruleKinds: readonly string[]
  readonly evals: readonly string[]
  /** As in Plugin: settings above are guarded by them in rule files. */
  readonly features?: readonly string[]
}

/** Take a row out when its plugin gets a file of its own. */
export const waitingRows: readonly WaitingRow[] = [
  {
    name: 'DCC',
    waitsFor: 'needs an external service (DCC)',
    settings: [
      ['use_dcc', 'user'],
      ['use_dcc_rep', 'user'],
      ['dcc_body_max', 'user'],
      ['dcc_fuz1_max', 'user'],
      ['dcc_fuz2_max', 'user'],
      ['dcc_rep_percent', 'user'],
      ['dcc_timeout', 'site'],
      ['dcc_home', 'site'],
      ['dcc_dccifd_path', 'site'],
      ['dcc_path', 'site'],
      ['dcc_options', 'site'],
      ['dccifd_options', 'site'],
      ['dcc_learn_score', 'site'],
    ],
    ruleKinds: [],
    evals: ['check_dcc', 'check_dcc_reputation_range'],
  },
  {
    name: 'Pyzor',
    waitsFor: 'needs an external service (Pyzor)',
    settings: [
      ['use_pyzor', 'user'],
      ['pyzor_count_min', 'user'],
      ['pyzor_max', 'user'],
      ['pyzor_welcomelist_min', 'user', 'pyzor_whitelist_min'],
      ['pyzor_welcomelist_factor', 'user', 'pyzor_whitelist_factor'],
      ['pyzor_fork', 'site'],
      ['pyzor_perl', 'site'],
      ['pyzor_timeout', 'site'],
      ['pyzor_options', 'site'],
      ['pyzor_path', 'site'],
      ['pyzor_server_file', 'site'],
    ],
    ruleKinds: [],
    evals: ['check_pyzor'],
    features: ['has_fork', 'has_perl'],
  },
  {
    name: 'Razor2',
    waitsFor: 'needs an external service (Razor)',
    settings: [
      ['use_razor2', 'user'],
      ['razor_fork', 'site'],
      ['razor_timeout', 'site'],
      ['razor_config', 'site'],
    ],
    ruleKinds: [],
    evals: ['check_razor2', 'check_razor2_range'],
    features: ['has_fork'],
  },
  {
    name: 'SpamCop',
    waitsFor: 'needs the network (SMTP), when mail is reported',
    settings: [
      ['spamcop_from_address', 'user'],
      ['spamcop_to_address', 'user'],
      ['spamcop_max_report_size', 'user'],
      ['spamcop_relayhost', 'user'],
    ],
    ruleKinds: [],
    evals: [],
  },
]

/** Plugins of SpamAssassin without settings or functions of their own: its driver, and helpers of sa-compile and mass-check. */
export const driverPlugins: readonly string[] = [
  'BodyRuleBaseExtractor',
  'Check',
  'OneLineBodyRuleType',
  'P595Body',
  'Rule2XSBody',
]
