import { isAsciiSpace } from '../base/ascii.ts'
import { parseContentType } from './content-type.ts'
import { HeaderField, HeaderList } from './header-list.ts'
import { MimePart } from './mime-part.ts'
import type { TextOptions } from './options.ts'
import { FIELD_START, lineEnd, parseHeader } from './parse-header.ts'
import { squeezeBlankLines } from './squeeze-blank-lines.ts'

/** Levels of multiparts and attached messages that are opened; what lies deeper is a leaf. */
const MAX_DEPTH = 20
/** Parts of one multipart that are looked at; the rest is dropped (and is a defect). */
const MAX_PARTS = 1000
/** Longer lines of parts are cut (MAX_BODY_LINE_LENGTH). */
const MAX_LINE_LENGTH = 2048
/** The line after a boundary must look so. Unlike FIELD_START it allows no blank before the colon. */
const PART_HEADER_START = /^[\x21-\x39\x3b-\x7e]+:/
const NEWLINE = 10
const EMPTY_LINE = /^\r?\n?$/
const SAYS_SOMETHING = /[^ \t\n\r\f\v.]/

/** What is found out about the message as a whole while its tree is built. */
export interface MimeTree {
  readonly root: MimePart
  readonly defects: Set<string>
  readonly boundaryStates: Map<string, number>
}

/** A node whose body waits to be looked into. */
interface Pending {
  readonly part: MimePart
  readonly boundary: string | undefined
  readonly body: string
  readonly depthLeft: number
}

/** Builds the MIME tree of a message, breadth first, in the ways of SpamAssassin (Message::parse_body). */
export function buildMimeTree(headers: HeaderList, body: string, options: TextOptions): MimeTree {
  const root = new MimePart(headers, undefined, options)
  const tree: MimeTree = { root, defects: new Set(), boundaryStates: new Map() }
  const queue: Pending[] = [messageBody(root, body, MAX_DEPTH)]
  for (let next = 0; next < queue.length; next++) {
    const pending = queue[next]
    if (!pending) break
    const { part, boundary, depthLeft } = pending
    if (part.type.startsWith('multipart/') && boundary !== undefined && depthLeft > 0) {
      queue.push(...splitMultipart(tree, pending, boundary, options))
      continue
    }
    part.becomeLeaf(pending.body, boundary)
    if ((part.type === 'message/rfc822' || part.type === 'message/global') && depthLeft > 0) {
      const inner = part.decoded()
      if (!inner) continue
      const block = parseHeader(inner)
      const message = new MimePart(new HeaderList(block.fields), part, options)
      part.openMessage(message)
      queue.push(messageBody(message, foldLineEnds(block.pristineBody, block.lineEnding), depthLeft - 1))
    }
  }
  return tree
}

/** Makes line ends within a body plain newlines where the message uses CRLF. */
export function foldLineEnds(body: string, lineEnding: '\n' | '\r\n'): string {
  return lineEnding === '\r\n' ? body.replaceAll('\r\n', '\n') : body
}

function messageBody(part: MimePart, body: string, depthLeft: number): Pending {
  const { boundary } = part.contentType
  let text = squeezeBlankLines(body)
  if (part.type.startsWith('multipart/') && needsBlankLine(text, boundary)) text = `\n${text}`
  return { part, boundary, body: text, depthLeft }
}

/** A multipart must not lose its first line to the header; text before the first boundary is set off from it. */
function needsBlankLine(body: string, boundary: string | undefined): boolean {
  const end = lineEnd(body, 0)
  if (end >= body.length || isBlankLine(body, 0, end)) return false
  return boundary === undefined || !body.startsWith(`--${boundary}`)
}

function isBlankLine(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!isAsciiSpace(text.charCodeAt(i))) return false
  return true
}

type BoundaryLine = 'no' | 'open' | 'close'

function boundaryLine(text: string, start: number, end: number, marker: string): BoundaryLine {
  if (!text.startsWith(marker, start) || start + marker.length > end) return 'no'
  const rest = start + marker.length
  if (isBlankLine(text, rest, end)) return 'open'
  if (text.startsWith('--', rest) && rest + 2 <= end && isBlankLine(text, rest + 2, end)) return 'close'
  return 'no'
}

/** Cuts a multipart into its parts (Message::_parse_multipart). */
function splitMultipart(tree: MimeTree, pending: Pending, boundary: string, options: TextOptions): Pending[] {
  const { part: parent, body } = pending
  const marker = `--${boundary}`
  parent.isLeaf = false
  const found: Pending[] = []
  let part = new PartBuilder()
  let nestedBoundary = false

  let at = skipPreamble(tree, body, boundary, marker)
  const lastLine = body.length < 2 ? 0 : body.lastIndexOf('\n', body.length - 2) + 1
  while (at < body.length) {
    if (part.inBody) {
      // Most of a message: lines that nothing is to be found out about.
      const next = Math.min(markerLine(body, at, marker), lastLine)
      if (next > at) {
        part.addBody(body, at, next)
        at = next
      }
    }
    const end = lineEnd(body, at)
    const isLast = end >= body.length
    let mark: BoundaryLine = boundaryLine(body, at, end, marker)
    const closes = mark === 'close'
    if (mark !== 'no' && nestedBoundary) {
      // The part's own boundary is the same: up to the line that closes it, boundaries belong to the part.
      mark = 'no'
      if (closes) nestedBoundary = false
    }

    if (mark !== 'no' || isLast) {
      if (mark === 'no') part.addBody(body, at, end)
      else part.trimBoundaryNewline()
      found.push(part.finish(pending, options))
      if (mark === 'close') {
        tree.boundaryStates.set(boundary, (tree.boundaryStates.get(boundary) ?? 0) - 1)
        at = end
        break
      }
      if (closes && isLast) {
        // still nested at the end: SpamAssassin counts the line as the end all the same
        tree.boundaryStates.set(boundary, (tree.boundaryStates.get(boundary) ?? 0) - 1)
        at = end
        break
      }
      if (!isLast && !PART_HEADER_START.test(body.slice(end, lineEnd(body, end)))) {
        tree.defects.add('missing_mime_headers')
      }
      if (found.length === MAX_PARTS) {
        tree.defects.add('mimepart_limit_exceeded')
        return found
      }
      part = new PartBuilder()
      at = end
      continue
    }

    if (!part.inBody && part.addHeaderLine(body.slice(at, end))) {
      at = end
      continue
    }
    if (!part.inBody) {
      if (part.startBody(boundary)) nestedBoundary = true
      if (EMPTY_LINE.test(body.slice(at, end))) {
        at = end
        continue
      }
      tree.defects.add('missing_mime_head_body_separator')
    }
    part.addBody(body, at, end)
    at = end
  }
  if (SAYS_SOMETHING.test(body.slice(at))) tree.defects.add('mime_epilogue_exists')
  return found
}

/** Where the next line begins that begins with the marker, `from` being the beginning of a line; the text's length without one. */
function markerLine(text: string, from: number, marker: string): number {
  let at = text.indexOf(marker, from)
  while (at > 0 && text.charCodeAt(at - 1) !== NEWLINE) at = text.indexOf(marker, at + 1)
  return at < 0 ? text.length : at
}

/** Where the line after the first boundary begins; without one, all of the body counts. */
function skipPreamble(tree: MimeTree, body: string, boundary: string, marker: string): number {
  for (let at = markerLine(body, 0, marker); at < body.length; at = markerLine(body, at, marker)) {
    const end = lineEnd(body, at)
    if (boundaryLine(body, at, end, marker) === 'open') {
      tree.boundaryStates.set(boundary, 1)
      if (end < body.length && !PART_HEADER_START.test(body.slice(end, lineEnd(body, end)))) {
        tree.defects.add('missing_mime_headers')
      }
      return end
    }
    at = end
  }
  return 0
}

/** Collects the lines of one part. */
class PartBuilder {
  inBody = false
  readonly #fields: HeaderField[] = []
  #field: string | undefined
  /** Where the body begins in the text around it, and where it ends so far. */
  #text = ''
  #start = 0
  #end = 0
  #endsBeforeNewline = false

  /** Takes a line of the header; false when it is none. */
  addHeaderLine(line: string): boolean {
    if (FIELD_START.test(line)) {
      this.#storeField()
      this.#field = line
      return true
    }
    const first = line.charCodeAt(0)
    if ((first !== 32 && first !== 9) || this.#field === undefined) return false
    this.#field += line
    return true
  }

  /** The header is over. True when its last field is a Content-Type that names the boundary around it. */
  startBody(boundary: string): boolean {
    this.inBody = true
    const last = this.#storeField()
    if (last?.key !== 'content-type') return false
    return parseContentType(last.value).boundary === boundary
  }

  // A field counts once the next one or the body begins; one that a boundary cuts off is lost.
  #storeField(): HeaderField | undefined {
    if (this.#field === undefined) return undefined
    const colon = this.#field.indexOf(':')
    let value = colon + 1
    while (isAsciiSpace(this.#field.charCodeAt(value))) value++
    const field = new HeaderField(this.#field.slice(0, colon), this.#field.slice(value))
    this.#fields.push(field)
    return field
  }

  /** Takes lines of the body; all of them stand one behind the other in the same text. */
  addBody(text: string, start: number, end: number): void {
    if (this.#end === 0) {
      this.#text = text
      this.#start = start
    }
    this.#end = end
  }

  /** The line end before a boundary belongs to the boundary. */
  trimBoundaryNewline(): void {
    this.#endsBeforeNewline = true
  }

  finish(pending: Pending, options: TextOptions): Pending {
    const { part: parent, boundary, depthLeft } = pending
    const part = new MimePart(new HeaderList(this.#fields), parent, options)
    if (part.contentType.missing && parent.type === 'multipart/digest') part.type = 'message/rfc822'
    parent.children.push(part)
    const own = part.contentType.boundary
    const body = withoutLongLines(this.#text.slice(this.#start, this.#end))
    return {
      part,
      boundary: own && own !== '0' ? own : boundary,
      body: this.#endsBeforeNewline && body.endsWith('\n') ? body.slice(0, -1) : body,
      depthLeft: depthLeft - 1,
    }
  }
}

/** The text with newlines put into lines that are too long. */
function withoutLongLines(text: string): string {
  let pieces: string[] | undefined
  let copied = 0
  let at = 0
  while (text.length - at > MAX_LINE_LENGTH) {
    let end = at + MAX_LINE_LENGTH
    while (end > at && text.charCodeAt(end - 1) !== NEWLINE) end--
    if (end > at) {
      at = end // no line up to here is too long
      continue
    }
    at += MAX_LINE_LENGTH
    pieces ??= []
    pieces.push(text.slice(copied, at), '\n')
    copied = at
  }
  if (!pieces) return text
  pieces.push(text.slice(copied))
  return pieces.join('')
}
