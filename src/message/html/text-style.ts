import { hasWideChar, isSpace } from '../../base/unicode-text.ts'
import { colorToHex, INVALID_COLOR } from './colors.ts'
import { BREAKS_OFF, readStyleAttribute, type StyleDeclarations, TRANSPARENT } from './style-attribute.ts'

/** How text looks at some place of the document: what its tag and all around it say. */
export interface TextStyle {
  readonly tag: string
  foreground: string
  background: string
  size: number
  /** Values of `display` and `visibility` in a style attribute. */
  display: string | undefined
  visibility: string | undefined
  /** Worked out when text asks for it. */
  visible: Visibility | undefined
}

/** Whether text can be read; if not, why. */
export type Visibility = 'visible' | 'low-contrast' | 'invalid-color' | 'hidden'

const NORMAL_SIZE = 3

/** Attributes that matter, by tag; the others never change how text looks. */
const COLOR_ATTRIBUTE: ReadonlyMap<string, string> = new Map([
  ['basefont', 'color'],
  ['body', 'text'],
  ['font', 'color'],
])
const SIZED: ReadonlySet<string> = new Set(['basefont', 'font'])
const STYLED: ReadonlySet<string> = new Set(['table', 'td', 'th', 'tr', 'span', 'p', 'div', 'a'])
/** Attributes that SpamAssassin also looks at; they only make it compare sizes. */
const OTHER_ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ['basefont', ['face']],
  ['body', ['bgcolor', 'link', 'alink', 'vlink', 'background']],
  ['font', ['face']],
  ['marquee', ['bgcolor', 'background']],
  ['table', ['bgcolor']],
  ['td', ['bgcolor']],
  ['th', ['bgcolor']],
  ['tr', ['bgcolor']],
])

const RELATIVE_SIZE = /^[ \t-\r]*([+-]\d+)/
const ABSOLUTE_SIZE = /^[ \t-\r]*(\d+)/

/** The stack of styles that open tags leave behind (HTML.pm, text_style). */
export class TextStyles {
  minSize = NORMAL_SIZE
  maxSize = NORMAL_SIZE
  #baseSize = NORMAL_SIZE
  readonly #stack: TextStyle[] = []
  /** How many styles of a tag are on the stack, so that an end tag without a start tag costs nothing. */
  readonly #depth = new Map<string, number>()
  /** Style attributes read so far: most stand in many tags of a document. */
  readonly #read = new Map<string, StyleDeclarations | typeof BREAKS_OFF>()
  #top: TextStyle = {
    tag: 'default',
    foreground: '#000000',
    background: '#ffffff',
    size: NORMAL_SIZE,
    display: undefined,
    visibility: undefined,
    visible: undefined,
  }

  /** The style of text that follows. */
  get visibility(): Visibility {
    this.#top.visible ??= visibilityOf(this.#top)
    return this.#top.visible
  }

  /** Opens a tag. False when SpamAssassin's own parser breaks off there. */
  open(name: string, attributes: ReadonlyMap<string, string>, unicode: boolean): boolean {
    const tag = name === 'th' ? 'td' : name
    if (tag === 'basefont') {
      const size = ABSOLUTE_SIZE.exec(attributes.get('size') ?? '')
      if (size) {
        this.#baseSize = Number(size[1])
        return true
      }
    }
    if (tag === 'td' || tag === 'tr') this.#closeCells(tag)
    const outer = this.#top
    const style: TextStyle = {
      tag,
      foreground: outer.foreground,
      background: outer.background,
      size: outer.size,
      display: outer.display,
      visibility: outer.visibility,
      visible: outer.visible,
    }
    if (tag === 'big' || tag === 'small') {
      style.size += tag === 'big' ? 1 : -1
      style.visible = undefined
    } else if (attributes.size > 0) {
      style.visible = undefined
      if (!this.#apply(tag, attributes, style, outer, unicode)) return false
    }
    this.#push(style)
    return true
  }

  /** Closes a tag, and all that is open inside it; `</body>` closes nothing, since text behind it is still shown. */
  close(name: string): void {
    const tag = name === 'th' ? 'td' : name
    if (tag === 'body' || !this.#depth.get(tag)) return
    while (this.#pop() !== tag);
  }

  #apply(
    tag: string,
    attributes: ReadonlyMap<string, string>,
    style: TextStyle,
    outer: TextStyle,
    unicode: boolean,
  ): boolean {
    let looked = OTHER_ATTRIBUTES.get(tag)?.some((name) => attributes.has(name)) ?? false
    const color = attributes.get(COLOR_ATTRIBUTE.get(tag) ?? '')
    if (color !== undefined) {
      looked = true
      style.foreground = colorToHex(color, unicode || hasWideChar(color))
    }
    const size = SIZED.has(tag) ? attributes.get('size') : undefined
    if (size !== undefined) {
      looked = true
      const digits = afterSpace(size, unicode)
      const relative = RELATIVE_SIZE.exec(digits)
      if (relative) style.size = this.#baseSize + Number(relative[1])
      else style.size = Number(ABSOLUTE_SIZE.exec(digits)?.[1] ?? style.size)
    }
    const css = STYLED.has(tag) ? attributes.get('style') : undefined
    if (css !== undefined) {
      looked = true
      const declarations = this.#declarations(css, unicode)
      if (declarations === BREAKS_OFF) return false
      declare(declarations, style, outer)
    }
    if (looked) {
      if (style.size > this.maxSize) this.maxSize = style.size
      else if (style.size < this.minSize) this.minSize = style.size
    }
    return true
  }

  #declarations(css: string, unicode: boolean): StyleDeclarations | typeof BREAKS_OFF {
    let declarations = this.#read.get(css)
    if (!declarations) {
      declarations = readStyleAttribute(css, unicode || hasWideChar(css))
      this.#read.set(css, declarations)
    }
    return declarations
  }

  // A cell or row that begins ends the one before it.
  #closeCells(tag: string): void {
    if (!this.#depth.get(tag)) return
    for (;;) {
      const top = this.#top.tag
      if (top !== 'font' && top !== 'td' && !(tag === 'tr' && top === 'tr')) return
      this.#pop()
    }
  }

  #push(style: TextStyle): void {
    this.#stack.push(this.#top)
    this.#top = style
    this.#depth.set(style.tag, (this.#depth.get(style.tag) ?? 0) + 1)
  }

  #pop(): string {
    const { tag } = this.#top
    this.#depth.set(tag, (this.#depth.get(tag) ?? 1) - 1)
    this.#top = this.#stack.pop() ?? this.#top
    return tag
  }
}

function declare(declarations: StyleDeclarations, style: TextStyle, outer: TextStyle): void {
  const { foreground, background } = declarations
  if (background !== undefined) style.background = background === TRANSPARENT ? outer.background : background
  if (foreground !== undefined) style.foreground = foreground === TRANSPARENT ? style.background : foreground
  style.display = declarations.display ?? style.display
  style.visibility = declarations.visibility ?? style.visibility
}

function afterSpace(text: string, unicode: boolean): string {
  let start = 0
  while (start < text.length && isSpace(text.charCodeAt(start), unicode)) start++
  return text.slice(start)
}

const HEX_COLOR = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})\n?$/
/** Below this distance of colours SpamAssassin takes text for unreadable. */
const CONTRAST_LIMIT = 12

function visibilityOf(style: TextStyle): Visibility {
  const { foreground, background } = style
  if (foreground.slice(-6) === background.slice(-6)) return 'low-contrast'
  const front = HEX_COLOR.exec(foreground)
  const back = HEX_COLOR.exec(background)
  if (front && back && colorDistance(front, back) < CONTRAST_LIMIT) return 'low-contrast'
  if (foreground === INVALID_COLOR || background === INVALID_COLOR) return 'invalid-color'
  if (style.size <= 1) return 'hidden'
  if (style.display?.toLowerCase() === 'none') return 'hidden'
  if (style.visibility?.toLowerCase() === 'hidden') return 'hidden'
  return 'visible'
}

// Geometric, each colour weighed by how bright the eye finds it.
function colorDistance(front: RegExpExecArray, back: RegExpExecArray): number {
  const difference = (i: number): number => Number.parseInt(front[i] ?? '', 16) - Number.parseInt(back[i] ?? '', 16)
  const red = 0.2126 * difference(1)
  const green = 0.7152 * difference(2)
  const blue = 0.0722 * difference(3)
  return (red * red + green * green + blue * blue) ** 0.5
}
