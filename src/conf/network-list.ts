import { splitAsciiSpace } from '../base/ascii.ts'
import type { SettingType } from './setting.ts'
import { custom, noArgs, required } from './setting-types.ts'

/** Networks as written (`10/8`, `!10.1.0.0/16`), and whether any line set them. What a list begins with (loopback) is its reader's matter. */
export interface NetworkList {
  readonly entries: readonly string[]
  readonly configured: boolean
}

/** No network yet. */
export const noNetworks: NetworkList = { entries: [], configured: false }

/** Networks; further lines add. */
export const networkList: SettingType<NetworkList> = custom('networks', (list, value) => ({
  entries: [...list.entries, ...splitAsciiSpace(required(value))],
  configured: true,
}))

/** Empties the network list in its slot. */
export const clearNetworks: SettingType<NetworkList> = noArgs(() => noNetworks)
