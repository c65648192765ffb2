/** Chars of the user part of an address, as far as one is looked for in a name. */
const USER_CHAR = /[A-Za-z0-9_.!#$%&'*+/=?^`{|}~-]/
const WORD_CHAR = /[A-Za-z0-9_]/
const HOST = /[A-Za-z0-9_][A-Za-z0-9_-]*\.[A-Za-z0-9_][A-Za-z0-9_.-]+/y

/** The first mail address that a display name shows; it begins and ends with a letter, a digit or `_`. */
export function addressInName(name: string): string | undefined {
  for (let at = name.indexOf('@'); at >= 0; at = name.indexOf('@', at + 1)) {
    HOST.lastIndex = at + 1
    const host = HOST.exec(name)?.[0]
    if (host === undefined || !WORD_CHAR.test(host.slice(-1))) continue
    let start = at
    for (let i = at - 1; i >= 0 && USER_CHAR.test(name.charAt(i)); i--) if (WORD_CHAR.test(name.charAt(i))) start = i
    if (start < at) return name.slice(start, at + 1) + host
  }
  return undefined
}
