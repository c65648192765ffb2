const OCTETS = /^(0x[0-9a-f]+|\d+)\.(0x[0-9a-f]+|\d+)\.(0x[0-9a-f]+|\d+)\.(0x[0-9a-f]+|\d+)$/i
const HEX = /^0x[0-9a-f]+$/i
const DECIMAL = /^[0-9]+$/
const OCTAL_OCTET = /^0+([1-3][0-7]{0,2}|[4-7][0-7]?)$/
const MAX_WORD = 0xffff_ffff_ffff_ffffn

/** A host spelled as one number, or as octets in hexadecimal or octal, as dotted decimals; undefined when it is none. */
export function dottedHost(host: string): string | undefined {
  const octets = OCTETS.exec(host)
  if (octets) return octets.slice(1).map(decimalOctet).join('.')
  if (HEX.test(host)) return octetsOf(BigInt(`0x${host.slice(2).slice(-8)}`))
  if (DECIMAL.test(host)) return octetsOf(wordOf(host))
  return undefined
}

// As SpamAssassin does it, nought becomes nothing.
function decimalOctet(text: string): string {
  let octet = text
  if (/^0x/i.test(octet)) octet = signedWord(octet.slice(2))
  const octal = OCTAL_OCTET.exec(octet)
  if (octal) octet = Number.parseInt(octal[1] ?? '', 8).toString()
  return octet.replace(/^0+/, '')
}

// What printf's %d makes of a hexadecimal number.
function signedWord(hex: string): string {
  const significant = hex.replace(/^0+/, '')
  if (significant.length > 16) return '-1'
  return BigInt.asIntN(64, BigInt(`0x${significant || '0'}`)).toString()
}

function wordOf(decimal: string): bigint {
  const significant = decimal.replace(/^0+/, '')
  if (significant.length > 20) return MAX_WORD
  const value = BigInt(significant || '0')
  return value > MAX_WORD ? MAX_WORD : value
}

// The first four bytes of the number in hexadecimal, of eight digits at least.
function octetsOf(value: bigint): string {
  const digits = value.toString(16).padStart(8, '0')
  return [0, 2, 4, 6].map((at) => Number.parseInt(digits.slice(at, at + 2), 16)).join('.')
}
