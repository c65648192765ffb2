import { asciiLower, asciiUpper, splitAsciiSpace } from '../../base/ascii.ts'
import { IP_ADDRESS } from '../../base/ip-pattern.ts'
import { SettingError, type SettingLine, type SettingRows, type SettingType, setting } from '../../conf/setting.ts'
import { custom } from '../../conf/setting-types.ts'
import { RULES_SLOT, RuleBook, ruleLines } from '../../rules/rule-book.ts'

/** Codes of countries or continents that a rule names: either all of them, or all others. */
export interface PlaceList {
  readonly codes: Set<string>
  named: boolean
  excluded: boolean
}

/** What the lines of one rule say. */
export interface UriBlock {
  readonly countries: PlaceList
  readonly continents: PlaceList
  /** Providers without white space, in upper case. */
  readonly isps: Set<string>
  readonly networks: Set<string>
  /** Hosts, domains and addresses that the rule leaves alone, in lower case. */
  readonly excluded: Set<string>
}

type UriBlocks = ReadonlyMap<string, UriBlock>

const SLOT = 'uri_local_bl'
const RULE_LINE = /^([_a-zA-Z][_a-zA-Z0-9]{0,127})[ \t\r\f\v]+([^\n]+?)[ \t\r\f\v]*$/
const COUNTRY = /^(!)?([A-Z][A-Z0-9])$/
const CONTINENT = /^(!)?([A-Z]{2})$/
const PROVIDER = /"[^"]*"|(?<!")[^ \t\n\r\f\v]+(?!")/g
const NETWORK = new RegExp(`^${IP_ADDRESS}(?:/\\d{1,3})?$`)
const PRIORITY = -100

const placeList = (): PlaceList => ({ codes: new Set(), named: false, excluded: false })
const copyPlaces = (list: PlaceList): PlaceList => ({ ...list, codes: new Set(list.codes) })

function copyBlock(block: UriBlock): UriBlock {
  return {
    countries: copyPlaces(block.countries),
    continents: copyPlaces(block.continents),
    isps: new Set(block.isps),
    networks: new Set(block.networks),
    excluded: new Set(block.excluded),
  }
}

/** Reads codes up to the first that is none; what was read stays, as in SpamAssassin. */
function addPlaces(list: PlaceList, text: string, code: RegExp): boolean {
  for (const word of splitAsciiSpace(asciiUpper(text))) {
    const found = code.exec(word)
    if (!found) return false
    if (found[1] === undefined) list.named = true
    else list.excluded = true
    list.codes.add(found[2] ?? '')
  }
  return !(list.named && list.excluded)
}

function addProviders({ isps }: UriBlock, text: string): boolean {
  for (const [word] of text.matchAll(PROVIDER)) isps.add(providerKey(asciiUpper(word.replaceAll('"', ''))))
  return isps.size > 0
}

/** The form in which names of providers are compared: without white space. */
export function providerKey(upperCased: string): string {
  return upperCased.replace(/[ \t\n\r\f\v]+/g, '')
}

function addNetworks({ networks }: UriBlock, text: string): boolean {
  for (const word of splitAsciiSpace(text)) {
    if (!NETWORK.test(word)) return false
    networks.add(word)
  }
  return true
}

function addExclusions({ excluded }: UriBlock, text: string): boolean {
  for (const word of splitAsciiSpace(text)) excluded.add(asciiLower(word))
  return true
}

/** A kind of line that defines a rule, or adds to it. */
const blockLines = (kind: string, add: (block: UriBlock, text: string) => boolean): SettingType<RuleBook> =>
  ruleLines(`${kind} rule`, (book, value, line) => {
    const [, name, text = ''] = RULE_LINE.exec(value) ?? []
    if (name === undefined) throw new SettingError('invalid')
    if (!changeBlock(name, line, (block) => add(block, text))) throw new SettingError('invalid')
    book.add(
      {
        type: 'eval',
        name,
        area: 'body',
        fn: 'check_uri_local_bl',
        args: [],
        place: line.place,
        order: line.order,
        text: `${kind} ${text}`,
      },
      line,
    )
    book.priorities.set(name, PRIORITY)
  })

function changeBlock(name: string, line: SettingLine, add: (block: UriBlock) => boolean): boolean {
  let taken = false
  line.update<Map<string, UriBlock>>(SLOT, (blocks) => {
    const known = blocks.get(name)
    const block = known
      ? copyBlock(known)
      : {
          countries: placeList(),
          continents: placeList(),
          isps: new Set<string>(),
          networks: new Set<string>(),
          excluded: new Set<string>(),
        }
    taken = add(block)
    return blocks.set(name, block)
  })
  return taken
}

const blocksByRule: SettingType<UriBlocks> = custom(
  'rules',
  (blocks) => blocks,
  (blocks) => new Map(blocks),
)

const rule = (type: SettingType<RuleBook>, doc: string) =>
  setting(type, { default: () => new RuleBook(), scope: 'user-rules', slot: RULES_SLOT, doc })

/** The kinds of lines of the plugin, and the slot that keeps what they say, by rule. */
export const uriBlockSettings = {
  uri_block_cc: rule(
    blockLines('uri_block_cc', (block, text) => addPlaces(block.countries, text, COUNTRY)),
    'A rule that hits on a link to a host in one of these countries; with `!` before each, in any other.',
  ),
  uri_block_cont: rule(
    blockLines('uri_block_cont', (block, text) => addPlaces(block.continents, text, CONTINENT)),
    'A rule that hits on a link to a host on one of these continents; with `!` before each, on any other.',
  ),
  uri_block_isp: rule(
    blockLines('uri_block_isp', addProviders),
    'A rule that hits on a link to a host of one of these providers; quote names with blanks.',
  ),
  uri_block_cidr: rule(
    blockLines('uri_block_cidr', addNetworks),
    'A rule that hits on a link to a host in one of these networks.',
  ),
  uri_block_exclude: rule(
    blockLines('uri_block_exclude', addExclusions),
    'Hosts, domains and addresses that the rule of this name leaves alone.',
  ),
  uri_local_bl: setting(blocksByRule, {
    default: (): UriBlocks => new Map(),
    scope: 'site',
    command: false,
    doc: 'What the lines of uri_block_cc and the like say, by rule.',
  }),
} as const satisfies SettingRows
