import { asciiUpper } from '../base/ascii.ts'
import { reverseIp } from '../base/ip-address.ts'
import { formatFixed, perlNumber } from '../base/perl-number.ts'
import { firstTrusted, latestExternal } from '../message/relays/relay.ts'
import { contentPreview } from './content-preview.ts'
import { type HitSummary, summarizeHits } from './hit-summary.ts'
import type { ReportInput } from './report-input.ts'
import { rfc822Date } from './rfc822-date.ts'
import { reportSettings } from './settings.ts'
import { parseTagReference, TAG_REFERENCE, type TagReference } from './tag-reference.ts'

/** What a tag's value is made of. */
export interface TagSource extends ReportInput {
  readonly summary: () => HitSummary
}

type TagFunction = (source: TagSource, argument: string | undefined) => string | undefined

/** One template tag. */
export interface TagRow {
  readonly name: string
  /** The argument between parentheses, as the documentation spells it. */
  readonly argument?: string
  readonly doc: string
  /** The value, whatever plugins set; undefined becomes an empty text. */
  readonly value?: TagFunction
  /** The value as long as no plugin has set the tag. Without it the tag stays in the text as it is. */
  readonly unset?: TagFunction
}

const MAX_STARS = 50
const ADDED_HEADERS = /^ADDEDHEADER(?:HAM|SPAM|)$/
/** Views of which `_HEADER()_` shows the first entry only. */
const SINGLE_VIEW = /:(?:addr|name|host|domain|ip|revip)(?![0-9A-Za-z_])/
const PAD = /^(0+| +)$/

/** An argument as Perl's `||` takes it: missing, empty and `0` give the default. */
const orElse = (argument: string | undefined, other: string): string =>
  argument === undefined || argument === '' || argument === '0' ? other : argument

const empty = (): string => ''
const settings = (source: TagSource) => source.conf.of(reportSettings)

function yesNo({ verdict }: TagSource, argument: string | undefined): string {
  const comma = argument?.indexOf(',') ?? -1
  const yes = argument ? (comma < 0 ? argument : argument.slice(0, comma)) : 'Yes'
  const no = argument && comma >= 0 ? argument.slice(comma + 1) : 'No'
  return verdict.isSpam ? yes : no
}

/** The score, one digit behind the point, never rounded up to the threshold of mail that is not spam. */
function shownScore({ verdict }: TagSource, pad: string | undefined): string {
  const rounded = formatFixed(verdict.score, 1)
  const required = formatFixed(verdict.required, 1)
  const isHonest = verdict.isSpam || Number(rounded) < Number(required)
  const score = isHonest ? rounded : perlNumber(Number(required) - 0.1)
  const missing = pad !== undefined && PAD.test(pad) ? pad.length + 3 - score.length : 0
  return missing > 0 && pad ? pad.slice(0, missing) + score : score
}

function tests({ verdict }: TagSource, separator: string | undefined): string {
  const names = verdict.hits.map((hit) => hit.rule).sort()
  return names.join(orElse(separator, ',')) || 'none'
}

function testsWithScores({ verdict }: TagSource, separator: string | undefined): string {
  const scores = new Map(verdict.hits.map((hit) => [hit.rule, hit.scoreText ?? perlNumber(hit.score)]))
  const names = verdict.hits.map((hit) => hit.rule).sort()
  return names.map((name) => `${name}=${scores.get(name) || '0'}`).join(orElse(separator, ',')) || 'none'
}

function subtests({ verdict }: TagSource, separator: string | undefined): string {
  return [...verdict.subtests].sort().join(orElse(separator, ',')) || 'none'
}

/** Always separated by commas, whatever the argument says: SpamAssassin joins before it looks at it. */
function subtestsCollapsed({ verdict }: TagSource): string {
  const counts = new Map<string, number>()
  for (const name of verdict.subtests) counts.set(name, (counts.get(name) ?? 0) + 1)
  const shown = [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
  return shown.map(([name, count]) => (count > 1 ? `${name}(${count})` : name)).join(',') || 'none'
}

function stars({ verdict }: TagSource, argument: string | undefined): string {
  return orElse(argument, '*').repeat(Math.max(0, Math.min(MAX_STARS, Math.trunc(verdict.score))))
}

function autolearn({ verdict }: TagSource): string {
  const status = verdict.autolearn || 'unavailable'
  return verdict.autolearnForce === undefined ? status : `${status} autolearn_force=${verdict.autolearnForce}`
}

function header({ verdict, message }: TagSource, spec: string | undefined): string | undefined {
  if (orElse(spec, '') === '' || spec === undefined) return ''
  const frozen = `HEADER(${spec})`
  if (Object.hasOwn(verdict.tags, frozen)) return verdict.tags[frozen]
  const entries = message.headerView(spec)
  const first = entries[0]
  if (first === undefined) return ''
  return SINGLE_VIEW.test(spec) || spec === 'EnvelopeFrom' ? first.replace(/\n$/, '') : entries.join('')
}

/** All template tags that SpamAssassin's core and its stock plugins know. */
export const tagTable: readonly TagRow[] = [
  { name: 'YESNO', argument: 'spam_text,ham_text', doc: '`Yes` or `No`, or the texts given.', value: yesNo },
  {
    name: 'YESNOCAPS',
    argument: 'spam_text,ham_text',
    doc: 'The same in capitals.',
    value: (source, argument) => asciiUpper(yesNo(source, argument)),
  },
  {
    name: 'SCORE',
    argument: 'pad',
    doc: 'The score. Zeroes or blanks as argument fill it up to that many more places.',
    value: shownScore,
  },
  { name: 'HITS', argument: 'pad', doc: 'Another name of SCORE.', value: shownScore },
  {
    name: 'REQD',
    doc: 'The score from which on mail is spam.',
    value: ({ verdict }) => formatFixed(verdict.required, 1),
  },
  { name: 'VERSION', doc: 'The version of SpamAssassin answered for.', value: ({ facts }) => facts.version },
  { name: 'SUBVERSION', doc: 'The date of that version.', value: ({ facts }) => facts.subVersion },
  {
    name: 'RULESVERSION',
    doc: 'The versions of the rule sets in use, separated by commas.',
    value: ({ facts }) => facts.rulesVersions.join(','),
  },
  {
    name: 'HOSTNAME',
    doc: 'The name of this machine, or what `report_hostname` says.',
    value: (source) => orElse(settings(source).report_hostname, source.facts.hostname),
  },
  {
    name: 'REMOTEHOSTNAME',
    doc: 'The host name of the client that sent the message to the daemon.',
    value: ({ facts, verdict }) => facts.remoteHost?.name || verdict.tags['REMOTEHOSTNAME'] || 'localhost',
  },
  {
    name: 'REMOTEHOSTADDR',
    doc: 'The IP address of the client that sent the message to the daemon.',
    value: ({ facts, verdict }) => facts.remoteHost?.address || verdict.tags['REMOTEHOSTADDR'] || '127.0.0.1',
  },
  {
    name: 'FIRSTTRUSTEDIP',
    doc: 'The IP address of the oldest trusted relay.',
    value: ({ message }) => firstTrusted(message.relays)?.ip,
  },
  {
    name: 'FIRSTTRUSTEDREVIP',
    doc: 'The same, reversed as DNS lists want it.',
    value: ({ message }) => reversed(firstTrusted(message.relays)?.ip),
  },
  {
    name: 'LASTEXTERNALIP',
    doc: 'The IP address of the relay that handed the mail to the internal network.',
    value: ({ message }) => latestExternal(message.relays)?.ip,
  },
  {
    name: 'LASTEXTERNALREVIP',
    doc: 'The same, reversed as DNS lists want it.',
    value: ({ message }) => reversed(latestExternal(message.relays)?.ip),
  },
  {
    name: 'LASTEXTERNALRDNS',
    doc: 'Its reverse DNS name.',
    value: ({ message }) => latestExternal(message.relays)?.rdns,
  },
  { name: 'LASTEXTERNALHELO', doc: 'Its HELO.', value: ({ message }) => latestExternal(message.relays)?.helo },
  {
    name: 'CONTACTADDRESS',
    doc: 'What `report_contact` says.',
    value: (source) => settings(source).report_contact,
  },
  {
    name: 'BAYES',
    doc: 'The Bayes probability, 0.5 when Bayes said nothing.',
    value: ({ verdict }) => (verdict.bayesScore === undefined ? '0.5' : formatFixed(verdict.bayesScore, 4)),
  },
  { name: 'DATE', doc: 'The date of the scan.', value: ({ facts }) => rfc822Date(facts.now) },
  { name: 'STARS', argument: 'char', doc: 'One star, or other text, for each full point, up to 50.', value: stars },
  { name: 'AUTOLEARN', doc: 'What auto-learning did.', value: autolearn },
  {
    name: 'AUTOLEARNSCORE',
    doc: 'The score as auto-learning counts it.',
    value: ({ verdict }) => (verdict.autolearnScore === undefined ? '' : perlNumber(verdict.autolearnScore)),
  },
  { name: 'TESTS', argument: 'separator', doc: 'The rules that hit, sorted.', value: tests },
  { name: 'SUBTESTS', argument: 'separator', doc: 'The sub-rules that hit, as often as they hit.', value: subtests },
  { name: 'SUBTESTSCOLLAPSED', doc: 'The sub-rules that hit, each with its count.', value: subtestsCollapsed },
  { name: 'TESTSSCORES', argument: 'separator', doc: 'The rules that hit, with scores.', value: testsWithScores },
  {
    name: 'PREVIEW',
    doc: 'The first lines of the text.',
    value: ({ body, message }) => contentPreview(body ?? message.body),
  },
  { name: 'REPORT', doc: 'The hits, for a header.', value: ({ summary }) => `\n${summary().terse}` },
  {
    name: 'SUBJPREFIX',
    doc: 'The subject prefixes of the rules that hit.',
    value: ({ verdict }) => verdict.subjectPrefix,
  },
  { name: 'HEADER', argument: 'name', doc: 'A header, named as in rules.', value: header },
  { name: 'TIMING', doc: 'Where the time went.', value: ({ facts }) => facts.timing ?? 'total 0 ms - ' },
  { name: 'SUMMARY', doc: 'The hits, as a table for the body of a report.', unset: ({ summary }) => summary().table },
  {
    name: 'RELAYSTRUSTED',
    doc: 'The trusted relays, as in X-Spam-Relays-Trusted.',
    unset: ({ message }) => message.relays.trustedText,
  },
  {
    name: 'RELAYSUNTRUSTED',
    doc: 'The untrusted relays, as in X-Spam-Relays-Untrusted.',
    unset: ({ message }) => message.relays.untrustedText,
  },
  {
    name: 'RELAYSINTERNAL',
    doc: 'The internal relays, as in X-Spam-Relays-Internal.',
    unset: ({ message }) => message.relays.internalText,
  },
  {
    name: 'RELAYSEXTERNAL',
    doc: 'The external relays, as in X-Spam-Relays-External.',
    unset: ({ message }) => message.relays.externalText,
  },
  { name: 'LANGUAGES', doc: 'The languages the text may be in.', unset: empty },
  { name: 'SENDERDOMAIN', doc: 'The domain of the envelope sender.' },
  { name: 'AUTHORDOMAIN', doc: 'The domains of the From header.' },
  { name: 'RBL', doc: 'What DNS lists said, one URI a list.', unset: empty },
  { name: 'TOKENSUMMARY', doc: 'Counts of new, neutral, hammy and spammy tokens.', unset: empty },
  { name: 'BAYESTC', doc: 'How many tokens the message has.', unset: empty },
  { name: 'BAYESTCLEARNED', doc: 'How many of them are known.', unset: empty },
  { name: 'BAYESTCSPAMMY', doc: 'How many of them speak for spam.', unset: empty },
  { name: 'BAYESTCHAMMY', doc: 'How many of them speak for ham.', unset: empty },
  { name: 'HAMMYTOKENS', argument: 'count,format', doc: 'The tokens that speak most for ham.', unset: empty },
  { name: 'SPAMMYTOKENS', argument: 'count,format', doc: 'The tokens that speak most for spam.', unset: empty },
  { name: 'ASN', doc: 'The autonomous system of the sending relay.', unset: empty },
  { name: 'ASNCIDR', doc: 'The network of the sending relay.', unset: empty },
  { name: 'AWL', doc: "How the sender's history changed the score.", unset: empty },
  { name: 'AWLMEAN', doc: "The mean score of the sender's mail.", unset: empty },
  { name: 'AWLCOUNT', doc: 'How many mails of the sender were seen.', unset: empty },
  { name: 'AWLPRESCORE', doc: 'The score before that change.', unset: empty },
  { name: 'DCCB', doc: 'The DCC server that answered.', unset: empty },
  { name: 'DCCR', doc: 'What DCC said.', unset: empty },
  { name: 'DCCREP', doc: 'The DCC reputation.', unset: empty },
  { name: 'PYZOR', doc: 'What Pyzor said.', unset: empty },
  { name: 'DKIMIDENTITY', doc: 'The identities of valid DKIM signatures.', unset: empty },
  { name: 'DKIMDOMAIN', doc: 'The domains of valid DKIM signatures.', unset: empty },
  { name: 'DKIMSELECTOR', doc: 'The selectors of valid DKIM signatures.', unset: empty },
  { name: 'EXTRACTTEXTCHARS', doc: 'How many characters ExtractText found.', unset: empty },
  { name: 'EXTRACTTEXTWORDS', doc: 'How many words ExtractText found.', unset: empty },
  { name: 'EXTRACTTEXTTOOLS', doc: 'The tools ExtractText used.', unset: empty },
  { name: 'EXTRACTTEXTTYPES', doc: 'The types of parts ExtractText read.', unset: empty },
  { name: 'EXTRACTTEXTEXTENSIONS', doc: 'The file name extensions ExtractText read.', unset: empty },
  { name: 'EXTRACTTEXTFLAGS', doc: 'What ExtractText noticed.', unset: empty },
  { name: 'EXTRACTTEXTURIS', doc: 'The URIs ExtractText found.', unset: empty },
  { name: 'SC', doc: 'Whether and by which rule the scan was cut short.' },
  { name: 'SCRULE', doc: 'The rule that cut the scan short.' },
  { name: 'SCTYPE', doc: 'What it was cut short as.' },
  { name: 'URIHOSTS', doc: 'The hosts of the URIs in the message.' },
  { name: 'URIDOMAINS', doc: 'The domains of the URIs in the message.' },
  { name: 'RELAYCOUNTRY', doc: 'The countries of the untrusted relays.' },
  { name: 'RELAYCOUNTRYEXT', doc: 'The countries of the external relays.' },
  { name: 'RELAYCOUNTRYAUTH', doc: 'The countries of the relays with a login.' },
  { name: 'RELAYCOUNTRYALL', doc: 'The countries of all relays.' },
  { name: 'TEXTCATRESULTS', doc: 'How the guess at the language was made.' },
  { name: 'FNSFNAMEADDR', doc: 'The address that the name of the sender shows.' },
  { name: 'FNSFNAMEDOMAIN', doc: 'Its domain.' },
  { name: 'FNSFNAMEOWNER', doc: 'Whom it belongs to.' },
  { name: 'FNSFADDRADDR', doc: 'The address of the sender that it differs from.' },
  { name: 'FNSFADDRDOMAIN', doc: 'Its domain.' },
  { name: 'FNSFADDROWNER', doc: 'Whom it belongs to.' },
  { name: 'PDFCOUNT', doc: 'How many PDF files are attached.' },
  { name: 'PDFIMGCOUNT', doc: 'How many images are in them.' },
  { name: 'PDFVERSION', doc: 'Their PDF versions.' },
  { name: 'PDFNAME', doc: 'Their names.' },
  { name: 'PDFIMGDIM', doc: 'Height and width of their images.' },
  { name: 'PDFIMGAREA', doc: 'Square pixels of their images.' },
  { name: 'PDFAUTHOR', doc: 'Who wrote them, as they say.' },
  { name: 'PDFCREATOR', doc: 'The program they were written with, as they say.' },
  { name: 'PDFPRODUCER', doc: 'The program that made them, as they say.' },
  { name: 'PDFTITLE', doc: 'Their titles.' },
  { name: 'PDFMD5', doc: 'Their MD5 digests.' },
  { name: 'PDFMD5FUZZY1', doc: 'MD5 digests of their structure.' },
  { name: 'PDFMD5FUZZY2', doc: 'MD5 digests of their tags.' },
]

const rows: ReadonlyMap<string, TagRow> = new Map(tagTable.map((row) => [row.name, row]))

function reversed(ip: string | undefined): string | undefined {
  return ip === undefined ? undefined : reverseIp(ip)
}

/** A function that puts values in the place of tags; what it does not know stays as it is (_replace_tags). */
export function tagReplacer(input: ReportInput): (template: string) => string {
  let summary: HitSummary | undefined
  const source: TagSource = {
    ...input,
    summary: () => (summary ??= summarizeHits(input.verdict.hits, settings(source).report_wrap_width)),
  }
  return (template) =>
    template.replace(TAG_REFERENCE, (whole, key: string) => tagValue(source, parseTagReference(key)) ?? whole)
}

/** The value of a tag; undefined when there is no such tag. */
function tagValue(source: TagSource, { key, name, argument }: TagReference): string | undefined {
  // Added headers are made of tags themselves: SpamAssassin breaks that circle here.
  if (ADDED_HEADERS.test(key)) return undefined
  const row = rows.get(name)
  if (row?.value) return row.value(source, argument) ?? ''
  const { tags } = source.verdict
  if (Object.hasOwn(tags, key)) return tags[key]
  if (Object.hasOwn(tags, name)) return tags[name]
  return row?.unset?.(source, argument)
}
