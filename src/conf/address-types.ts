import { splitAsciiSpace } from '../base/ascii.ts'
import type { AddressDomains, AddressList } from './address-list.ts'
import { SettingError, type SettingType } from './setting.ts'
import { custom, required } from './setting-types.ts'

const PAIR = /^[^ \t\n\r\f\v]+[ \t\n\r\f\v]+[^ \t\n\r\f\v]+$/

/** Address patterns; further lines add. */
export const addressList: SettingType<AddressList> = custom(
  'addresses',
  (list, value) => list.add(splitAsciiSpace(required(value))),
  (list) => list.clone(),
)

/** Takes address patterns back from the list in its slot. */
export const removeAddresses: SettingType<AddressList> = custom(
  'addresses',
  (list, value) => list.remove(splitAsciiSpace(required(value))),
  (list) => list.clone(),
)

/** Takes address patterns back from the list in its slot and from another one. */
export function removeAddressesAlsoFrom(other: string): SettingType<AddressList> {
  return custom(
    'addresses',
    (list, value, line) => {
      const patterns = splitAsciiSpace(required(value))
      line.update<AddressList>(other, (otherList) => otherList.remove(patterns))
      return list.remove(patterns)
    },
    (list) => list.clone(),
  )
}

/** An address pattern and the relay it must come through. */
export const addressAndRelay: SettingType<AddressDomains> = custom(
  'address relay',
  (list, value) => {
    if (!PAIR.test(required(value))) throw new SettingError('invalid')
    const [address = '', relay = ''] = splitAsciiSpace(value)
    return list.add(address, relay)
  },
  (list) => list.clone(),
)

/** Takes address patterns, whatever their relays, back from the list in its slot and from another one. */
export function removeRelayedAddressesAlsoFrom(other: string): SettingType<AddressDomains> {
  return custom(
    'addresses',
    (list, value, line) => {
      const patterns = splitAsciiSpace(required(value))
      const remove = (from: AddressDomains) => {
        for (const pattern of patterns) from.delete(pattern)
        return from
      }
      line.update<AddressDomains>(other, remove)
      return remove(list)
    },
    (list) => list.clone(),
  )
}
