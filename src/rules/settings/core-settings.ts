import type { SettingRows } from '../../conf/setting.ts'
import { addressListSettings } from './address-lists.ts'
import { domainSettings } from './domains.ts'
import { geodbSettings } from './geodb.ts'
import { networkSettings } from './networks.ts'
import { scoringSettings } from './scoring.ts'
import { textSettings } from './text.ts'
import { uriHostSettings } from './uri-hosts.ts'
import { userScoresSettings } from './user-scores.ts'

/** SpamAssassin's core settings, but those that define rules and those that dns, learn and report read. */
export const coreSettings: Readonly<Record<string, SettingRows>> = {
  scoring: scoringSettings,
  networks: networkSettings,
  'address lists': addressListSettings,
  'hosts in URIs': uriHostSettings,
  domains: domainSettings,
  text: textSettings,
  'places of addresses': geodbSettings,
  'user preferences': userScoresSettings,
}
