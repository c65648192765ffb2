import type { PatternSource } from './rule.ts'

/** What the `replace_*` settings say: phrases by name, and the marks that surround a name in an expression. */
export interface ReplaceTags {
  readonly tag: ReadonlyMap<string, string>
  readonly pre: ReadonlyMap<string, string>
  readonly inter: ReadonlyMap<string, string>
  readonly post: ReadonlyMap<string, string>
  readonly start: string
  readonly end: string
}

/** Phrases may hold tags themselves; SpamAssassin looks again while they do, at most this often. */
const MAX_PASSES = 6

/** The splitting is always at angle brackets, whatever replace_start and replace_end say (ReplaceTags.pm). */
const BRACKETED = /(<[^<>]+>)/

/** The expression of a rule named in `replace_rules`, with its tags replaced by the phrases they stand for. */
export function expandReplaceTags(source: PatternSource, tags: ReplaceTags): PatternSource {
  const marks = compileMarks(tags.start, tags.end)
  let pattern = source.pattern
  for (let pass = 0, again = true; again && pass < MAX_PASSES; pass++) {
    const once = expandOnce(pattern, tags, marks)
    pattern = once.pattern
    again = once.again
  }
  return pattern === source.pattern ? source : { pattern, modifiers: source.modifiers }
}

interface Marks {
  readonly pre: RegExp
  readonly post: RegExp
  readonly inter: RegExp
  readonly tag: RegExp
  readonly everyTag: RegExp
}

function expandOnce(pattern: string, tags: ReplaceTags, marks: Marks): { pattern: string; again: boolean } {
  const names = new Map<'pre' | 'post' | 'inter', string>()
  let rest = pattern
  for (const kind of ['pre', 'post', 'inter'] as const) {
    const found = marks[kind].exec(rest)
    if (!found) continue
    names.set(kind, found[1] ?? '')
    rest = rest.slice(0, found.index) + rest.slice(found.index + found[0].length)
  }
  const pieces = splitAtTags(rest)

  const pre = tags.pre.get(names.get('pre') ?? '')
  if (pre) replaceEach(pieces, (piece) => piece.replace(marks.tag, (whole) => pre + whole))
  const post = tags.post.get(names.get('post') ?? '')
  if (post) replaceEach(pieces, (piece) => piece.replace(marks.everyTag, (whole) => whole + post))
  const inter = tags.inter.get(names.get('inter') ?? '')
  if (inter) replaceEach(pieces, (piece) => (piece === '' ? inter : piece))

  let again = false
  replaceEach(pieces, (piece) => {
    const found = marks.tag.exec(piece)
    const phrase = found ? tags.tag.get(found[1] ?? '') : undefined
    if (!found || !phrase || phrase === '0') return piece
    if (/<[^>]+>/.test(phrase)) again = true
    return piece.split(found[0]).join(phrase)
  })
  return { pattern: pieces.join(''), again }
}

/**
 * Text and tags in turn; an empty piece stands between two adjacent tags. None stands before the first (SpamAssassin
 * splits the expression with its modifiers in front) nor behind the last (Perl's split drops it).
 */
function splitAtTags(pattern: string): string[] {
  const pieces = pattern.split(BRACKETED)
  if (pieces.at(-1) === '') pieces.pop()
  if (pieces[0] === '') pieces.shift()
  return pieces
}

function replaceEach(pieces: string[], change: (piece: string) => string): void {
  for (const [i, piece] of pieces.entries()) pieces[i] = change(piece)
}

/** The marks are expressions to SpamAssassin; one that is none stands for itself. */
function compileMarks(start: string, end: string): Marks {
  try {
    return marksOf(start, end)
  } catch {
    return marksOf(literally(start), literally(end))
  }
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

function marksOf(start: string, end: string): Marks {
  return {
    pre: new RegExp(`${start}pre (.+?)${end}`),
    post: new RegExp(`${start}post (.+?)${end}`),
    inter: new RegExp(`${start}inter (.+?)${end}`),
    tag: new RegExp(`${start}(.+?)${end}`),
    everyTag: new RegExp(`${start}(.+?)${end}`, 'g'),
  }
}
