import { splitAsciiSpace } from '../../base/ascii.ts'

const SYSTEMS = /(?:(?:^|[ \t\n\r\f\v]+)(?:AS)?[0-9]+)+$/i
const BAR = /[ \t\n\r\f\v]*\|[ \t\n\r\f\v]*/
const UNASSIGNED = 4_294_967_295

/** Systems and networks that a TXT record names. */
export interface AsnAnswer {
  readonly systems: readonly string[]
  readonly routes: readonly string[]
}

/**
 * record = system route length              as three strings (routeviews.org)
 *        / systems ["|" route …]            (cymru.com)
 *        / route "|" systems ["|" …]        (spameatingmonkey.net)
 * Unassigned systems and networks are left out (process_dns_result).
 */
export function parseAsnAnswer(strings: readonly string[]): AsnAnswer {
  const items = itemsOf(strings)
  const [first = '', second = ''] = items
  const words = (text: string) => splitAsciiSpace(text).filter((word) => word !== '')
  let systems: string[] = []
  let routes: string[] = []
  if (items.length > 0 && SYSTEMS.test(first)) {
    systems = words(first)
    routes = words(second)
  } else if (items.length > 1 && SYSTEMS.test(second)) {
    systems = words(second)
    routes = words(first)
  }
  return {
    systems: systems
      .map((system) => system.replace(/^AS(?=[0-9])/i, ''))
      .filter((system) => system !== '0' && Number(system) !== UNASSIGNED),
    routes: routes.filter((route) => !/\/0+$/.test(route)),
  }
}

function itemsOf(strings: readonly string[]): string[] {
  if (strings.length > 1 && !strings.some((text) => text.includes('|'))) {
    const [system = '', route = '', length = ''] = strings
    const joins = strings.length >= 3 && !route.includes('/') && /^[0-9]+$/.test(length)
    return joins ? [system, `${route}/${length}`, ...strings.slice(2)] : [...strings]
  }
  const items = strings.join(' ').split(BAR)
  while (items.length > 0 && items.at(-1) === '') items.pop()
  return items
}
