import { isUtf8 } from 'node:buffer'
import { asciiLower } from '../base/ascii.ts'
import { parseMailDate } from '../message/mail-date.ts'
import { idnToAscii } from '../message/uri/idn.ts'
import { isDomainValid, trimDomain } from '../message/uri/registry-boundaries.ts'
import { evalFunction, number, optional, type Plugin, text } from '../rules/plugin.ts'
import { because, type Scan } from '../rules/scan.ts'
import { textSettings } from '../rules/settings/text.ts'
import { encodedCharsets } from './headers/encoded-charsets.ts'
import { headerDates } from './headers/header-dates.ts'
import { literal } from './headers/literal.ts'
import { isOutlookTimeOf, outlookTime } from './headers/outlook-message-id.ts'
import { receivedRemoved } from './headers/received-removed.ts'
import { recipientFacts } from './headers/recipients.ts'
import { shownHeaders } from './headers/shown-headers.ts'
import { addressesUser, holdsAddress, isAllCaps } from './headers/subject.ts'
import {
  hotmailTrace,
  isForgedAolRelay,
  isForgedEudoramail,
  isForgedGmail,
  isForgedGw05,
  isForgedJuno,
  isForgedYahoo,
  isFromMsnGroups,
} from './headers/webmail-forgery.ts'
import { isCharsetOkForLocales, localesOf } from './locales/charset-locales.ts'
import { tldsOf } from './uris/tlds.ts'

/** A header as rules see it; empty when absent. */
function get(scan: Scan, spec: string): string {
  return scan.header(spec) ?? ''
}

/** An eval function without arguments, and the headers that show why it hits. */
function fact(doc: string, run: (scan: Scan) => boolean, shows: readonly string[]) {
  return evalFunction({
    doc,
    on: ['header'],
    args: [],
    run: (scan) => because(scan, run(scan), () => shownHeaders(scan, shows)),
  })
}

/** Whether the value lies from min (included) to max (not included); the word `undef` leaves an end open. */
function isWithin(value: number, min: string | undefined, max: string | undefined, unit: number): boolean {
  const above = min === undefined || min === 'undef' || value >= unit * Number(min)
  return above && (max === undefined || max === 'undef' || value < unit * Number(max))
}

const HOUR = 3600
/** A twelfth of a year of 365.2425 days. */
const MONTH = 31_556_952 / 12

const check_for_faraway_charset_in_headers = fact(
  'From or Subject are encoded in a charset of places that ok_locales does not name.',
  (scan) => {
    const locales = localesOf(scan.conf.of(textSettings).ok_locales, process.env)
    if (locales.includes('all')) return false
    return ['From:raw', 'Subject:raw']
      .flatMap((spec) => scan.headers(spec))
      .flatMap(encodedCharsets)
      .some((charset) => !isCharsetOkForLocales(charset, locales))
  },
  ['From:raw', 'Subject:raw'],
)

const check_illegal_chars = evalFunction({
  doc: 'The share of bytes that should be encoded in the raw header is at least ratio, and they are at least count.',
  on: ['header'],
  args: [text('header'), number('ratio'), number('count')],
  run: (scan, header, ratio, count) => {
    const spec = header.endsWith(':raw') ? header : `${header}:raw`
    const value = get(scan, spec)
    if (!/[^ \t\n\r\f\v]/.test(value)) return false
    const hasControls = /[\0-\x08\x0b\x0c\x0e-\x1f]/.test(value)
    if (!hasControls && /[\x80-\xff]/.test(value) && isUtf8(Buffer.from(value, 'latin1'))) return false
    let illegal = value.match(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\xff]/g)?.length ?? 0
    // One sign for cent, pound or a registered mark is forgiven.
    if (asciiLower(spec) === 'subject:raw' && value.match(/[\xa2\xa3\xae]/g)?.length === 1) illegal--
    return because(
      scan,
      illegal / value.length >= ratio && illegal >= count,
      () => `${illegal} of ${value.length} bytes: ${shownHeaders(scan, [spec])}`,
    )
  },
})

const sorted_recipients = fact(
  'Seven recipients or more are in alphabetical order.',
  (scan) => recipientFacts(scan).sorted,
  ['ToCc'],
)

const similar_recipients = evalFunction({
  doc: 'Of all pairs of five or more recipients, a share from min to max begins alike.',
  on: ['header'],
  args: [text('min'), text('max')],
  run: (scan, min, max) => {
    const { similarity } = recipientFacts(scan)
    return because(scan, isWithin(similarity, min, max, 1), () => `${similarity} of ${shownHeaders(scan, ['ToCc'])}`)
  },
})

const check_for_shifted_date = evalFunction({
  doc: 'Date is from min to max hours ahead of the Received headers; undef leaves an end open.',
  on: ['header'],
  args: [text('min'), text('max')],
  run: (scan, min, max) => {
    const ahead = headerDates(scan).dateAhead
    return because(
      scan,
      isWithin(ahead, min, max, HOUR),
      () => `${(ahead / HOUR).toFixed(1)} hours ahead of Received: ${shownHeaders(scan, ['Date'])}`,
    )
  },
})

const received_within_months = evalFunction({
  doc: 'The mail was received from min to max months ago; undef leaves an end open.',
  on: ['header'],
  args: [optional(text('min')), optional(text('max'))],
  run: (scan, min, max) => {
    const age = Math.trunc(scan.now) - headerDates(scan).received
    return because(scan, isWithin(age, min, max, MONTH), () => `received ${(age / MONTH).toFixed(1)} months ago`)
  },
})

const check_for_to_in_subject = evalFunction({
  doc: 'The subject holds the address in To (address), or addresses its user by name (user).',
  on: ['header'],
  args: [text('what')],
  run: (scan, what) => {
    const to = get(scan, 'To:addr')
    if (to === '') return false
    const subject = get(scan, 'Subject')
    const hit =
      what === 'address'
        ? holdsAddress(subject, to)
        : what === 'user' && addressesUser(subject, to.replace(/@[^\n]*/, ''))
    return because(scan, hit, () => shownHeaders(scan, ['To:addr', 'Subject']))
  },
})

const check_outlook_message_id = fact(
  'The Message-ID is of the form that Outlook gives, but its time is that of neither Date nor Received.',
  (scan) => {
    const steps = outlookTime(get(scan, 'MESSAGEID'))
    if (steps === undefined) return false
    return !['Date', 'Received'].some((name) => isOutlookTimeOf(steps, parseMailDate(get(scan, name)) ?? 0))
  },
  ['MESSAGEID', 'Date'],
)

const UNSUBSCRIBE = /<mailto:(?:leave-[^ \t\n\r\f\v]+|[^ \t\n\r\f\v]+-unsubscribe)@[^ \t\n\r\f\v]+>\n?$/i

const check_messageid_not_usable = fact(
  'The mail came through something that changes Message-IDs, so that they prove nothing.',
  (scan) =>
    UNSUBSCRIBE.test(get(scan, 'List-Unsubscribe')) ||
    receivedRemoved(scan) ||
    /\/CWT\/DCE\)|iPlanet Messaging Server/.test(get(scan, 'Received')),
  ['List-Unsubscribe', 'Received'],
)

const check_header_count_range = evalFunction({
  doc: 'The header stands from min to max times in the message; repetitions of one value count once.',
  on: ['header'],
  args: [text('header'), number('min'), number('max')],
  run: (scan, header, min, max) => {
    const { size } = new Set(scan.message.headers.all(header).map((field) => field.value))
    return because(scan, size >= min && size <= max, () => `${header} stands ${size} times`)
  },
})

const MAY_HOLD_PERCENT =
  /^(?:X-VMS-To|X-UIDL|X-Face|To|Cc|From|Subject|References|In-Reply-To|(?:X-|Resent-|X-Original-)?Message-Id):/i

const check_unresolved_template = evalFunction({
  doc: 'A header holds a variable that a mailing program left as it was: %NAME.',
  on: ['header'],
  args: [],
  run: (scan) => {
    const line = get(scan, 'ALL')
      .split('\n')
      .find((one) => /%[A-Z][A-Z_-]/.test(one) && !MAY_HOLD_PERCENT.test(one))
    return because(scan, line !== undefined, () => `"${line}"`)
  },
})

const check_ratware_name_id = fact(
  'The Message-ID is 28 capitals and the address of the named From.',
  (scan) => {
    const address = /<[A-Z]{28}\.([^>]+?)>/.exec(get(scan, 'MESSAGEID'))?.[1]
    if (address === undefined) return false
    return new RegExp(`"[^"]+"[ \\t\\n\\r\\f\\v]*<${literal(address)}>`).test(get(scan, 'From'))
  },
  ['MESSAGEID', 'From'],
)

const check_ratware_envelope_from = fact(
  'The envelope sender is made of the recipient, turned around.',
  (scan) => {
    const to = /^([^@]+)@([^\n]+)\n?$/.exec(get(scan, 'To:addr'))
    const from = get(scan, 'EnvelopeFrom:addr')
    if (!to || from === '' || /^SRS\d[=+-]/i.test(from)) return false
    const tlds = tldsOf(scan.conf)
    const domain = trimDomain(idnToAscii(to[2] ?? ''), tlds)
    if (!isDomainValid(domain, tlds)) return false
    const turned = `\\b${literal(asciiLower(domain))}[^\\n]${literal(asciiLower(to[1] ?? ''))}@`
    return new RegExp(turned).test(asciiLower(from))
  },
  ['EnvelopeFrom:addr', 'To:addr'],
)

const check_equal_from_domains = fact(
  'Envelope sender and From are of different domains, as far as their last two labels tell.',
  (scan) => {
    const [shown, envelope] = [secondLevelOf(get(scan, 'From:addr')), secondLevelOf(get(scan, 'EnvelopeFrom:addr'))]
    return shown !== '' && envelope !== '' && asciiLower(shown) !== asciiLower(envelope)
  },
  ['From:addr', 'EnvelopeFrom:addr'],
)

function secondLevelOf(address: string): string {
  const domain = /@([^@]*)$/.exec(address)?.[1] ?? ''
  return domain.replace(/^[^\n]+\.([^.]+\.[^.]+)$/, '$1')
}

/** What headers tell of the program that made the mail, and whether they belong together. */
export const headerEval = {
  name: 'Mail::SpamAssassin::Plugin::HeaderEval',
  settings: {},
  evals: {
    check_for_fake_aol_relay_in_rcvd: fact('A server calls itself an AOL relay and is not.', isForgedAolRelay, [
      'Received',
    ]),
    check_for_faraway_charset_in_headers,
    check_for_unique_subject_id: fact('Never hits: kept for old rules.', () => false, []),
    check_illegal_chars,
    check_for_forged_hotmail_received_headers: fact(
      'A server calls itself hotmail.com and is not.',
      (scan) => hotmailTrace(scan) === 'forged',
      ['Received'],
    ),
    check_for_no_hotmail_received_headers: fact(
      'From is of Hotmail, and no server is.',
      (scan) => hotmailTrace(scan) === 'missing',
      ['From:addr', 'Received'],
    ),
    check_for_msn_groups_headers: fact('The mail is from a group of MSN.', isFromMsnGroups, ['From:addr', 'Received']),
    check_for_forged_eudoramail_received_headers: fact('From is of Eudoramail, and no server is.', isForgedEudoramail, [
      'From:addr',
      'Received',
    ]),
    check_for_forged_yahoo_received_headers: fact('From is of Yahoo, and no server is.', isForgedYahoo, [
      'From:addr',
      'Received',
    ]),
    check_for_forged_juno_received_headers: fact('From is of Juno, and no server is.', isForgedJuno, [
      'From:addr',
      'Received',
    ]),
    check_for_forged_gmail_received_headers: fact('From is of Gmail, and no server is.', isForgedGmail, [
      'From:addr',
      'Received',
    ]),
    check_for_matching_env_and_hdr_from: fact(
      'Envelope sender and From are the same.',
      (scan) => asciiLower(get(scan, 'EnvelopeFrom:addr')) === asciiLower(get(scan, 'From:addr')),
      ['EnvelopeFrom:addr', 'From:addr'],
    ),
    sorted_recipients,
    similar_recipients,
    check_for_missing_to_header: fact(
      'There is neither To nor Apparently-To.',
      (scan) => get(scan, 'To') === '' && get(scan, 'Apparently-To') === '',
      ['To'],
    ),
    check_for_forged_gw05_received_headers: fact('The oldest Received is by a host without a domain.', isForgedGw05, [
      'Received',
    ]),
    check_for_shifted_date,
    subject_is_all_caps: fact(
      'The subject is all in capitals.',
      (scan) => isAllCaps(get(scan, 'Subject'), get(scan, 'Subject:raw')),
      ['Subject'],
    ),
    check_for_to_in_subject,
    check_outlook_message_id,
    check_messageid_not_usable,
    check_header_count_range,
    check_unresolved_template,
    check_ratware_name_id,
    check_ratware_envelope_from,
    gated_through_received_hdr_remover: fact(
      'The mail came through something that takes Received headers away.',
      receivedRemoved,
      ['Received'],
    ),
    received_within_months,
    check_equal_from_domains,
  },
} as const satisfies Plugin
