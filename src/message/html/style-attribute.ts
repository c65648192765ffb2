import { isSpace, perlLower, trimSpace } from '../../base/unicode-text.ts'
import { colorToHex, INVALID_COLOR, rgbToHex } from './colors.ts'

/** The colour of what lies behind. */
export const TRANSPARENT = 'transparent'

/** What a `style` attribute says of whether text can be seen; undefined where it leaves things as they are around it. */
export interface StyleDeclarations {
  /** Colours as `#rrggbb`, `invalid`, or `transparent`. */
  foreground: string | undefined
  background: string | undefined
  display: string | undefined
  visibility: string | undefined
}

/** Where SpamAssassin 4.0.1's parser breaks off: at `background:` followed by nothing but white space. */
export const BREAKS_OFF = 'breaks off'

/** Reads a `style` attribute. */
export function readStyleAttribute(css: string, unicode: boolean): StyleDeclarations | typeof BREAKS_OFF {
  const style: StyleDeclarations = {
    foreground: undefined,
    background: undefined,
    display: undefined,
    visibility: undefined,
  }
  for (let start = 0, end: number; start < css.length; start = end + 1) {
    end = css.indexOf(';', start)
    if (end < 0) end = css.length
    while (start < end && isSpace(css.charCodeAt(start), unicode)) start++
    if (!MAY_MATTER.has(css.charAt(start))) continue
    const declaration = css.slice(start, end)
    if (!declaration.includes(':')) continue
    if (!readDeclaration(declaration, style, unicode)) return BREAKS_OFF
  }
  return style
}

/** What the properties that are read begin with; those of colours in either case. */
const MAY_MATTER: ReadonlySet<string> = new Set('bcdvBC')

const COLOR = /^(?:background-)?color:/i

// Of a declaration without white space before it.
function readDeclaration(declaration: string, style: StyleDeclarations, unicode: boolean): boolean {
  const color = COLOR.exec(declaration)
  if (color) {
    const value = cssValue(declaration, color[0].length, unicode)
    if (value !== undefined) {
      readColor(value, style, color[0].length > 6 ? 'background' : 'foreground', unicode)
      return true
    }
  } else if (declaration.startsWith('background:')) {
    const value = cssValue(declaration, 11, unicode)
    if (value !== undefined) {
      const layer = bottomLayer(perlLower(value, unicode))
      if (!layer) return false
      const hex = layer.map((word) => colorToHex(word, unicode)).find((candidate) => candidate !== INVALID_COLOR)
      if (hex !== undefined) style.background = hex
      return true
    }
  }
  const property = declaration.startsWith('display')
    ? 'display'
    : declaration.startsWith('visibility')
      ? 'visibility'
      : undefined
  if (property === undefined) return true
  let at = property.length
  while (isSpace(declaration.charCodeAt(at), unicode)) at++
  if (declaration.charCodeAt(at) !== 58) return true
  const value = trimSpace(declaration.slice(at + 1), unicode)
  if (value !== '' && !value.includes('\n')) style[property] = value
  return true
}

// The value without white space around it, if it is of one line. White space alone is a value too: its last blank before
// the end, since the expression that reads it wants at least one char that is no line feed.
function cssValue(declaration: string, start: number, unicode: boolean): string | undefined {
  const value = trimSpace(declaration.slice(start), unicode)
  if (value !== '') return value.includes('\n') ? undefined : value
  for (let at = declaration.length - 1; at >= start; at--) {
    if (declaration.charCodeAt(at) !== 10) return declaration.charAt(at)
  }
  return undefined
}

function readColor(text: string, style: StyleDeclarations, side: 'foreground' | 'background', unicode: boolean): void {
  const value = withoutImportant(perlLower(text, unicode), unicode)
  if (value.includes('rgb')) style[side] = rgbToHex(value)
  else if (value === TRANSPARENT) style[side] = TRANSPARENT
  else if (value !== 'inherit') style[side] = colorToHex(value, unicode)
}

function withoutImportant(value: string, unicode: boolean): string {
  if (!value.endsWith('important')) return value
  let end = value.length - 9
  while (end > 0 && isSpace(value.charCodeAt(end - 1), unicode)) end--
  if (value.charCodeAt(end - 1) !== 33) return value
  end--
  while (end > 0 && isSpace(value.charCodeAt(end - 1), unicode)) end--
  return value.slice(0, end)
}

/**
 * The words of the last layer of a CSS `background` value: layers are parted by commas, words by blanks, neither inside
 * brackets or quotes. Undefined without any layer.
 */
function bottomLayer(value: string): readonly string[] | undefined {
  let layer: string[] | undefined
  let words: string[] = []
  let wordStart = -1
  let bracket = false
  let quote = 0
  const endWord = (end: number): void => {
    if (wordStart >= 0) words.push(value.slice(wordStart, end))
    wordStart = -1
  }
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at)
    if (quote === 0 && !bracket && code === 32) {
      endWord(at)
      continue
    }
    if (quote === 0 && !bracket && code === 44) {
      endWord(at)
      layer = words
      words = []
      continue
    }
    if (wordStart < 0) wordStart = at
    if (quote !== 0) {
      if (code === quote) quote = 0
    } else if (code === 34 || code === 39) quote = code
    else if (code === 40) bracket = true
    else if (bracket && code === 41) {
      endWord(at + 1)
      bracket = false
    }
  }
  endWord(value.length)
  return words.length > 0 ? words : layer
}
