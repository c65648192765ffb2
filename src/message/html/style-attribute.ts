import { isSpace, perlLower, trimSpace } from '../../base/unicode-text.ts'
import { colorToHex, INVALID_COLOR, rgbToHex } from './colors.ts'
import type { TextStyle } from './text-style.ts'

const TRANSPARENT = 'transparent'

/**
 * Reads a `style` attribute into the style of text, as far as it says whether text can be seen: colours, `display` and
 * `visibility`. False where SpamAssassin 4.0.1's parser breaks off: at `background:` followed by nothing but white space.
 */
export function applyStyleAttribute(css: string, style: TextStyle, outer: TextStyle, unicode: boolean): boolean {
  for (const declaration of css.split(';')) {
    if (!declaration.includes(':')) continue
    if (!applyDeclaration(declaration, style, unicode)) return false
  }
  if (style.background === TRANSPARENT) style.background = outer.background
  if (style.foreground === TRANSPARENT) style.foreground = style.background
  return true
}

function applyDeclaration(declaration: string, style: TextStyle, unicode: boolean): boolean {
  let start = 0
  while (isSpace(declaration.charCodeAt(start), unicode)) start++
  const color = /^(?:background-)?color:/i.exec(declaration.slice(start, start + 17))
  if (color) {
    const value = cssValue(declaration, start + color[0].length, unicode)
    if (value !== undefined) {
      applyColor(value, style, color[0].length > 6 ? 'background' : 'foreground', unicode)
      return true
    }
  } else if (declaration.startsWith('background:', start)) {
    const value = cssValue(declaration, start + 11, unicode)
    if (value !== undefined) {
      const layer = bottomLayer(perlLower(value, unicode))
      if (!layer) return false
      const hex = layer.map((word) => colorToHex(word, unicode)).find((candidate) => candidate !== INVALID_COLOR)
      if (hex !== undefined) style.background = hex
      return true
    }
  }
  const property = declaration.startsWith('display', start)
    ? 'display'
    : declaration.startsWith('visibility', start)
      ? 'visibility'
      : undefined
  if (property === undefined) return true
  let at = start + property.length
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

function applyColor(text: string, style: TextStyle, side: 'foreground' | 'background', unicode: boolean): void {
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
