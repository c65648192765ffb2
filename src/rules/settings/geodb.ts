import { asciiLower, firstWord, splitAsciiSpace } from '../../base/ascii.ts'
import { SettingError, type SettingRows, type SettingType, setting } from '../../conf/setting.ts'
import { custom } from '../../conf/setting-types.ts'

export type GeoModule = 'geoip2' | 'geoip' | 'dbfile' | 'fast'
export type GeoDatabase = 'country' | 'city' | 'isp'
/** The file of each kind of database that was named; undefined where only the kind was. */
export type GeoOptions = Map<GeoDatabase, string | undefined>

const MODULES: ReadonlyMap<string, GeoModule> = new Map([
  ['maxmind::db::reader', 'geoip2'],
  ['geoip2::database::reader', 'geoip2'],
  ['geoip2', 'geoip2'],
  ['geo::ip', 'geoip'],
  ['geoip', 'geoip'],
  ['ip::country::db_file', 'dbfile'],
  ['db_file', 'dbfile'],
  ['ip::country::fast', 'fast'],
  ['fast', 'fast'],
])

const geoModule = custom<GeoModule | undefined>('module', (_current, value) => {
  const module = MODULES.get(asciiLower(value))
  if (!module) throw new SettingError('invalid')
  return module
})

const oldGeoModule = custom<GeoModule | undefined>('module', (_current, value, line) => {
  line.warn('config: deprecated setting used, change country_db_type to geodb_module')
  const text = asciiLower(value)
  if (text.includes('geoip2')) return 'geoip2'
  if (text.includes('geo')) return 'geoip'
  if (text.includes('fast')) return 'fast'
  throw new SettingError('invalid')
})

const cloneOptions = (options: GeoOptions): GeoOptions => new Map(options)

const geoOptions = custom<GeoOptions>(
  'kind:path …',
  (options, value) => {
    for (const word of splitAsciiSpace(value)) {
      const colon = word.indexOf(':')
      const kind = asciiLower(colon === -1 ? word : word.slice(0, colon))
      if (kind === 'reset') options.clear()
      else if (kind === 'country' || kind === 'city' || kind === 'isp') {
        options.set(kind, (colon === -1 ? '' : word.slice(colon + 1)) || undefined)
      } else throw new SettingError('invalid')
    }
    return options
  },
  cloneOptions,
)

const oldPath = (key: string, kind: GeoDatabase): SettingType<GeoOptions> =>
  custom(
    'path',
    (options, value, line) => {
      line.warn(`config: deprecated setting used, change ${key} to geodb_options`)
      if (value === '') throw new SettingError('invalid')
      return options.set(kind, value)
    },
    cloneOptions,
  )

const searchPath = custom<readonly string[] | undefined>('paths | reset', (paths, value) => {
  if (firstWord(value)[0] === '') throw new SettingError('missing')
  return value === 'reset' ? [] : [...(paths ?? []), ...splitAsciiSpace(value)]
})

/** Which database tells the country of an address. */
export const geodbSettings = {
  geodb_module: setting(geoModule, {
    default: undefined,
    scope: 'site',
    doc: 'The kind of database that tells the country of an address: only `geoip2` (mmdb files) is read.',
  }),
  country_db_type: setting(oldGeoModule, {
    default: undefined,
    slot: 'geodb_module',
    scope: 'site',
    doc: 'The old name of geodb_module.',
  }),
  geodb_options: setting(geoOptions, {
    default: (): GeoOptions => new Map(),
    scope: 'site',
    doc: 'Where the databases of countries, cities and providers are; `reset` forgets what was said before.',
  }),
  geodb_search_path: setting(searchPath, {
    default: undefined,
    scope: 'site',
    doc: 'Directories in which databases are looked for, instead of the usual ones; `reset` leaves none.',
  }),
  country_db_path: setting(oldPath('country_db_path', 'country'), {
    default: (): GeoOptions => new Map(),
    slot: 'geodb_options',
    scope: 'site',
    doc: 'The old name of `geodb_options country:path`.',
  }),
  uri_country_db_path: setting(oldPath('uri_country_db_path', 'country'), {
    default: (): GeoOptions => new Map(),
    slot: 'geodb_options',
    scope: 'site',
    doc: 'The old name of `geodb_options country:path`.',
  }),
  uri_country_db_isp_path: setting(oldPath('uri_country_db_isp_path', 'isp'), {
    default: (): GeoOptions => new Map(),
    slot: 'geodb_options',
    scope: 'site',
    doc: 'The old name of `geodb_options isp:path`.',
  }),
} as const satisfies SettingRows
