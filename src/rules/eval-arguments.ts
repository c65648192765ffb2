// A quoted string, or bare alphanumerics, numbers, addresses and domain names; SpamAssassin's Conf::Parser takes no more.
const ARGUMENT = /\s*(?:(['"])(.*?)\1|([\d.:A-Za-z-]+?))\s*(?:,\s*|$)/y

/** The arguments of `function(…)` as texts without their quotes; undefined when they cannot be read to the end. */
export function parseEvalArguments(text: string): readonly string[] | undefined {
  if (/^\s+$/.test(text)) return []
  const args: string[] = []
  let at = 0
  while (at < text.length) {
    ARGUMENT.lastIndex = at
    const found = ARGUMENT.exec(text)
    if (!found || found[0] === '') return undefined
    args.push(found[2] ?? found[3] ?? '')
    at = ARGUMENT.lastIndex
  }
  return args
}

/** `name(arguments)` taken apart; undefined when it is not of that form. */
export function parseEvalCall(text: string): { readonly fn: string; readonly args: readonly string[] } | undefined {
  const found = /^(\w+)\((.*?)\)$/.exec(text)
  if (!found) return undefined
  const args = parseEvalArguments(found[2] ?? '')
  return args && { fn: found[1] ?? '', args }
}
