import { IP_ADDRESS } from '../../base/ip-pattern.ts'

/** What is known of a hop while its header is being read. Formats fill in what they find and leave the rest. */
export interface Draft {
  ip: string
  rdns: string
  helo: string
  by: string
  id: string
  ident: string
  envfrom: string | undefined
  auth: string
  /** The server that wrote the header looks names up, so a missing one means that there is none. */
  looksUpDns: boolean
}

/**
 * What a line is. `skip`: it tells nothing about hosts. `sender`: the same, but the envelope sender it names belongs to
 * the header below. `fetch`: the mail was collected from a mailbox.
 */
export type Outcome = 'relay' | 'skip' | 'sender' | 'fetch'

/** One way in which some server writes Received headers. The line has single spaces, no `from ` and no date. */
export interface Format {
  readonly name: string
  /** A text without which the pattern cannot match; looked for first. */
  readonly needs: string | undefined
  /** Groups named like the fields of Draft are taken over. */
  readonly pattern: RegExp
  readonly looksUpDns: boolean | undefined
  readonly outcome: Outcome
  /** What the pattern cannot say of a line of this format. */
  readonly when: ((match: RegExpExecArray) => boolean) | undefined
  /** Fills in what the groups alone do not tell. False: not enough, go on (what was filled in stays). */
  readonly refine: ((draft: Draft, groups: Groups, line: string) => boolean | undefined) | undefined
}

export type Groups = Readonly<Record<string, string | undefined>>

/** A run without spaces. */
export const W = '[^ ]+'
/** The same, or nothing. */
export const W0 = '[^ ]*'
/**
 * What may be an address, kept as `ip` and looked at closely once the rest fits: the full expression in every format
 * would take V8 half a second to compile. Only for places where none of its chars can follow.
 */
export const IP = '(?<ip>(?:[Ii][Pp][Vv]6:)?[0-9A-Fa-f.:]+)'
/** An address by the full expression, kept as `ip`. */
export const EXACT_IP = `(?<ip>${IP_ADDRESS})`
/** An address of no interest, by the full expression. */
export const ANY_IP = IP_ADDRESS

const IS_IP = new RegExp(`^\\[?${IP_ADDRESS}\\]?$`)

/** A pattern put together from the pieces above, backslashes as written. */
export function pattern(parts: TemplateStringsArray, ...pieces: readonly string[]): RegExp {
  return new RegExp(String.raw(parts, ...pieces))
}

type Extras = Partial<Pick<Format, 'needs' | 'looksUpDns' | 'when' | 'refine'>>

/** A format that tells a hop. */
export function relay(name: string, expression: RegExp, extras: Extras = {}): Format {
  return {
    name,
    pattern: expression,
    needs: undefined,
    looksUpDns: undefined,
    when: undefined,
    refine: undefined,
    outcome: 'relay',
    ...extras,
  }
}

/** A format that is known to tell nothing. */
export function skip(name: string, expression: RegExp, extras: Extras = {}): Format {
  return { ...relay(name, expression, extras), outcome: 'skip' }
}

/** Tries the formats in order. Undefined: none of them explains the line. */
export function readFormats(formats: readonly Format[], line: string, draft: Draft): Outcome | undefined {
  for (const format of formats) {
    if (format.needs !== undefined && !line.includes(format.needs)) continue
    const match = format.pattern.exec(line)
    if (!match) continue
    const groups: Groups = match.groups ?? {}
    if (groups['ip'] !== undefined && !IS_IP.test(groups['ip'])) continue
    if (format.when && !format.when(match)) continue
    if (groups['ip'] !== undefined) draft.ip = groups['ip']
    if (groups['rdns'] !== undefined) draft.rdns = groups['rdns']
    if (groups['helo'] !== undefined) draft.helo = groups['helo']
    if (groups['by'] !== undefined) draft.by = groups['by']
    if (groups['id'] !== undefined) draft.id = groups['id']
    if (groups['ident'] !== undefined) draft.ident = groups['ident']
    if (groups['envfrom'] !== undefined) draft.envfrom = groups['envfrom']
    if (format.refine?.(draft, groups, line) === false) continue
    if (format.looksUpDns !== undefined) draft.looksUpDns = format.looksUpDns
    return format.outcome
  }
  return undefined
}

/** `helo=… ident=…` inside the parentheses of Exim and its kin. */
export function readHeloAndIdent(text: string, draft: Draft): void {
  let left = text
  const helo = /helo=([^ ]+)/.exec(left)
  if (helo) {
    draft.helo = helo[1] ?? ''
    left = left.slice(0, helo.index) + left.slice(helo.index + helo[0].length)
  }
  const ident = /ident=([^ ]*)/.exec(left)
  if (ident) draft.ident = ident[1] ?? ''
}
