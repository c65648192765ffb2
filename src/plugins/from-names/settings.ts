import { asciiLower, splitAsciiSpace } from '../../base/ascii.ts'
import { AddressList } from '../../conf/address-list.ts'
import { SettingError, setting } from '../../conf/setting.ts'
import { custom, number, required } from '../../conf/setting-types.ts'

/** Address patterns by the owner whose addresses they are. */
type Owners = Map<string, AddressList>

const OWNED = /^\(([^\n]+?)\)[ \t\r\f\v]+([^\n]+)$/

function readOwned(value: string): { readonly owner: string; readonly patterns: readonly string[] } {
  const match = OWNED.exec(value)
  if (!match) throw new SettingError('missing')
  return { owner: asciiLower(match[1] ?? ''), patterns: splitAsciiSpace(match[2] ?? '') }
}

const cloneOwners = (owners: Owners): Owners => new Map([...owners].map(([owner, list]) => [owner, list.clone()]))

const addOwned = custom<Owners>(
  '(owner) addresses',
  (owners, value) => {
    const { owner, patterns } = readOwned(value)
    return owners.set(owner, (owners.get(owner) ?? new AddressList()).add(patterns))
  },
  cloneOwners,
)

const removeOwned = custom<Owners>(
  '(owner) addresses',
  (owners, value) => {
    const { owner, patterns } = readOwned(value)
    owners.get(owner)?.remove(patterns)
    return owners
  },
  cloneOwners,
)

function words(read: (value: string) => string) {
  return custom<Set<string>>(
    'words',
    (known, value) => {
      for (const word of splitAsciiSpace(read(required(value)))) known.add(word)
      return known
    },
    (known) => new Set(known),
  )
}

const level = custom<number>('0, 1 or 2', (_current, value) => {
  if (!/^[012]$/.test(required(value))) throw new SettingError('invalid')
  return Number(value)
})

/** The settings of FromNameSpoof. */
export const fromNameSettings = {
  fns_add_addrlist: setting(addOwned, {
    default: (): Owners => new Map(),
    scope: 'user',
    doc: 'Address patterns that belong to one owner: `(gmail) *@googlemail.com`.',
  }),
  fns_remove_addrlist: setting(removeOwned, {
    default: (): Owners => new Map(),
    scope: 'user',
    slot: 'fns_add_addrlist',
    doc: 'Takes address patterns back from an owner.',
  }),
  fns_extrachars: setting(number, {
    default: 50,
    scope: 'user',
    doc: 'How much a name may say beside an address; signs count twice.',
  }),
  fns_ignore_dkim: setting(words(asciiLower), {
    default: (): Set<string> => new Set(),
    scope: 'user',
    doc: 'Mail signed by these domains is left alone.',
  }),
  fns_ignore_headers: setting(
    words((value) => value),
    {
      default: (): Set<string> => new Set(),
      scope: 'user',
      doc: 'Mail with one of these headers is left alone.',
    },
  ),
  fns_check: setting(level, {
    default: 1,
    scope: 'user',
    doc: 'What counts as a spoof: another address (0), of another owner (1), or of another domain (2).',
  }),
} as const
