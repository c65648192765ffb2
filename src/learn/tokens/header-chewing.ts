import { splitAsciiSpace } from '../../base/ascii.ts'
import { parseHeaderAddresses } from '../../message/header-views/header-addresses.ts'
import { addressTokens } from './address-tokens.ts'

// Parts of header values that are different in each message are no tokens worth keeping: here they are cut out, or
// cut down to what is common. The rules are those of Plugin::Bayes (_pre_chew_…).

const S = '[ \\t\\n\\r\\f\\v]'

const OUTLOOK_ID = /<([0-9a-f]{4})[0-9a-f]{4}[0-9a-f]{4}\$([0-9a-f]{4})[0-9a-f]{4}\$([0-9a-f]{8})@([^ \t\n\r\f\v]+)>/g
const EXIM_ID = /<[A-Za-z0-9]{7}-[A-Za-z0-9]{6}-0[A-Za-z0-9]@/
const SENDMAIL_ID = /<20\d\d[01]\d[0123]\d[012]\d[012345]\d[012345]\d\.[A-F0-9]{10,12}@/g

/** A Message-Id: the parts that name the software or the host. */
export function chewMessageId(value: string): string {
  return value
    .replace(OUTLOOK_ID, ' OEA$1 OEB$2 OEC$3 $4 ')
    .replace(EXIM_ID, '')
    .replace(SENDMAIL_ID, '')
    .replace(/[^_A-Za-z0-9]/g, ' ')
}

const BOUNDARY = /boundary=["']([^\n]*?)["']/gi

/** A Content-Type: the form of the boundary in place of the boundary. */
export function chewContentType(value: string): string {
  let last: string | undefined
  let chewed = value.replace(BOUNDARY, (_whole, boundary: string) => {
    last = boundary
    return ' '
  })
  if (last !== undefined) chewed += last.replace(/[a-fA-F0-9]/g, 'H').replace(/[-_.=]+/g, ' $& ')
  return chewed.replace(/\b(?:text|charset)\b/g, ' ')
}

const SENDMAIL_SMTP = new RegExp(`${S}with${S}SMTP${S}id${S}g[\\dA-Z]{10,12}${S}`, 'g')
const SENDMAIL_ESMTP = new RegExp(`${S}with${S}ESMTP${S}id${S}[\\dA-F]{10,12}${S}`, 'g')
const SHORT_ID = new RegExp(`\\bid${S}[a-zA-Z0-9]{7,20}\\b`, 'g')
const EXIM_QUEUE_ID = new RegExp(`\\bid${S}[A-Za-z0-9]{7}-[A-Za-z0-9]{6}-0[A-Za-z0-9]`, 'g')
const DATE = new RegExp(
  `(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),${S})?` +
    `[0-3 \\t\\n\\r\\f\\v]?[0-9]${S}` +
    `(?:Jan|Feb|Ma[ry]|Apr|Ju[nl]|Aug|Sep|Oct|Nov|Dec)${S}` +
    `(?:19|20)?[0-9]{2}${S}` +
    `[0-2][0-9](?::[0-5][0-9]){1,2}${S}` +
    `(?:${S}*\\(|\\)|${S}*(?:[+-][0-9]{4})|${S}*(?:UT|[A-Z]{2,3}T))*`,
  'g',
)
const ADDRESS = /\b(\d{1,3}\.)(\d{1,3}\.)(\d{1,3})(\.\d{1,3})\b/g
const EMPTY_WORDS = /\b(?:with|from|for|SMTP|ESMTP)\b/g

/** A Received header: without ids and dates, addresses cut down to their network and whole with a mark. */
export function chewReceived(value: string): string {
  return (
    value
      .replace(SENDMAIL_SMTP, ' ')
      .replace(SENDMAIL_ESMTP, ' ')
      .replace(SHORT_ID, ' ')
      .replace(EXIM_QUEUE_ID, ' ')
      .replace(DATE, '')
      // SpamAssassin means to keep private addresses whole, but looks at the wrong numbers.
      .replace(ADDRESS, '$1$2$3 ip*$1$2$3$4 ')
      .replace(EMPTY_WORDS, ' ')
  )
}

/** No name has more: longer ones would make a header grow with the square of its length. */
const MAX_LABELS = 255

/** A header of addresses: the words of the names, and each address by its parts. */
export function chewAddresses(value: string): string {
  const words: string[] = []
  for (const { phrase, address } of parseHeaderAddresses(value)) {
    if (phrase !== undefined) for (const word of splitAsciiSpace(phrase)) words.push(`N*${word}`)
    if (address !== undefined) words.push(...addressTokens(address).slice(0, MAX_LABELS))
  }
  return words.join(' ')
}
