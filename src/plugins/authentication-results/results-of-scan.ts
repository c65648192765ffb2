import { asciiLower, splitAsciiSpace } from '../../base/ascii.ts'
import { SettingError, type SettingRows, type SettingType, setting } from '../../conf/setting.ts'
import { custom } from '../../conf/setting-types.ts'
import { perScan } from '../../rules/scan.ts'
import { type AuthResult, parseAuthenticationResults } from './parse-field.ts'

type Networks = 'internal' | 'trusted' | 'all'

const networks = custom<Networks>('internal | trusted | all', (_current, value) => {
  if (value === '') throw new SettingError('missing')
  const text = asciiLower(value)
  if (text !== 'internal' && text !== 'trusted' && text !== 'all') throw new SettingError('invalid')
  return text
})

const servers: SettingType<Set<string>> = custom(
  'list',
  (list, value) => {
    if (value === '') throw new SettingError('missing')
    for (const id of splitAsciiSpace(asciiLower(value))) list.add(id)
    return list
  },
  (list) => new Set(list),
)

/** Which Authentication-Results fields count. */
export const authResSettings = {
  authres_networks: setting<Networks>(networks, {
    default: 'internal',
    scope: 'site',
    doc: 'Whose Authentication-Results fields count: those of internal networks, of trusted ones too, or all.',
  }),
  authres_trusted_authserv: setting(servers, {
    default: () => new Set<string>(),
    scope: 'site',
    doc: 'Names of the servers whose Authentication-Results count; all servers while none is named.',
  }),
  authres_ignored_authserv: setting(servers, {
    default: () => new Set<string>(),
    scope: 'site',
    doc: 'Names of servers whose Authentication-Results do not count.',
  }),
} as const satisfies SettingRows

const VIEWS = { internal: 'ALL-INTERNAL', trusted: 'ALL-TRUSTED', all: 'ALL' } as const
const FIELD = /^((?:Arc-)?Authentication-Results):[ \t\r\f\v]*([^\n]+)/i

/** All results by method, in the order of the header; none where the plugin AuthRes is not loaded. */
export const authenticationResults = perScan((scan): ReadonlyMap<string, readonly AuthResult[]> => {
  if (scan.conf.value('authres_networks') === undefined) return new Map()
  const { authres_networks, authres_trusted_authserv, authres_ignored_authserv } = scan.conf.of(authResSettings)
  const accepts = (server: string) =>
    (authres_trusted_authserv.size === 0 || authres_trusted_authserv.has(server)) &&
    !authres_ignored_authserv.has(server)
  const byMethod = new Map<string, AuthResult[]>()
  for (const line of (scan.header(VIEWS[authres_networks]) ?? '').split('\n')) {
    const [, name = '', value = ''] = FIELD.exec(line) ?? []
    for (const result of parseAuthenticationResults(value, asciiLower(name).startsWith('arc-'), accepts)) {
      const known = byMethod.get(result.method)
      if (known) known.push(result)
      else byMethod.set(result.method, [result])
    }
  }
  return byMethod
})
