import { parseIpv4 } from '../../base/ip-address.ts'
import { compilePerlRegex, type PerlRegex } from '../../regex/compile.ts'

/** What of a list's answer a rule asks for. */
export type Subtest =
  | { readonly type: 'mask'; readonly mask: number }
  | { readonly type: 'address'; readonly address: string }
  | { readonly type: 'expression'; readonly regex: PerlRegex }

/** As check_rbl takes it: digits are a bit mask, an address stands for itself, all else is a Perl expression. */
export function parseSubtest(text: string): Subtest {
  if (/^\d+$/.test(text)) return { type: 'mask', mask: Number(text) >>> 0 }
  if (/^\d+(?:\.\d+\.\d+\.\d+)$/.test(text)) return { type: 'address', address: text }
  return { type: 'expression', regex: compilePerlRegex(text, '') }
}

/** Whether the data of a record, an address or a text, is what the rule asks for. */
export function subtestFits(subtest: Subtest, data: string): boolean {
  switch (subtest.type) {
    case 'expression':
      return subtest.regex.test(data)
    case 'mask': {
      const word = data.startsWith('127.') ? parseIpv4(data) : undefined
      return word !== undefined && (word & subtest.mask) !== 0
    }
    case 'address':
      return subtest.address === data
  }
}

/** True when the rule asks for one kind of answer, and so knows what it means. */
export function isPrecise(subtest: Subtest | undefined): boolean {
  return subtest?.type === 'address' || (subtest?.type === 'expression' && !subtest.regex.test('127.0.0.2'))
}

/**
 * A number, a range `a-b` or value and mask `a/b`, each in decimal, hexadecimal or as an address; a single address is a
 * range of one (URIDNSBL, AskDNS: parse_and_canonicalize_subtest).
 */
export type NumberTest =
  | { readonly type: 'mask'; readonly mask: number }
  | { readonly type: 'range'; readonly from: number; readonly to: number }
  | { readonly type: 'masked'; readonly value: number; readonly mask: number }

/** Reads a number test; undefined when it is none. */
export function parseNumberTest(text: string): NumberTest | undefined {
  const match = /^([^/-]+)(?:([/-])(.+))?$/s.exec(text)
  if (!match) return undefined
  const first = parseWord(match[1] ?? '')
  if (first === undefined) return undefined
  if (match[2] === undefined) {
    if (first.dotted) return { type: 'range', from: first.value, to: first.value }
    return { type: 'mask', mask: first.value }
  }
  const second = parseWord(match[3] ?? '')
  if (second === undefined) return undefined
  return match[2] === '-'
    ? { type: 'range', from: first.value, to: second.value }
    : { type: 'masked', value: first.value, mask: second.value }
}

function parseWord(text: string): { readonly value: number; readonly dotted: boolean } | undefined {
  if (/^\d{1,10}$/.test(text)) return { value: Number(text), dotted: false }
  if (/^0x[0-9a-zA-Z]{1,8}$/.test(text)) {
    const digits = /^0x([0-9a-fA-F]*)/.exec(text)?.[1] ?? ''
    return { value: digits === '' ? 0 : Number.parseInt(digits, 16), dotted: false }
  }
  const word = parseIpv4(text)
  return word === undefined ? undefined : { value: word, dotted: true }
}

const LOOPBACK = 0x7f000000

/** Whether an address fits; masks count within 127.0.0.0/8 only. */
export function numberFits(test: NumberTest, word: number): boolean {
  switch (test.type) {
    case 'mask':
      return (word & test.mask) !== 0 && (word & 0xff000000) === LOOPBACK
    case 'range':
      return word >= test.from && word <= test.to
    case 'masked':
      return (word & test.mask) === (test.value & test.mask)
  }
}
