import { findParts, type Part } from '../../message/part.ts'
import { renderedCharacters, wordsOf } from './rendered-characters.ts'

/** How far the HTML and the plain text of a multipart/alternative differ. */
export interface AlternativeDifference {
  /** Share of the distinct HTML words that the plain text lacks, the highest of all alternatives. */
  readonly percent: number
  /** Distinct words of the last alternative that has HTML words. */
  readonly htmlWords: number
  readonly textWords: number
}

/** Stands for the words of an alternative that has only pictures; no word holds a newline. */
const ONLY_IMAGES = '\n'

/** Compares the alternatives of a message; all is 0 without any, and for meeting requests (HTML and a calendar). */
export function alternativeDifference(root: Part): AlternativeDifference {
  const none = { percent: 0, htmlWords: 0, textWords: 0 }
  if (isMeetingRequest(root)) return none
  return findParts(root, (type) => /^multipart\/alternative\b/.test(type)).reduce(compare, none)
}

function isMeetingRequest(root: Part): boolean {
  const [first, second] = root.children
  return (
    root.type === 'multipart/alternative' &&
    root.children.length === 2 &&
    first?.type === 'text/html' &&
    second?.type === 'text/calendar' &&
    second.children.length === 0 &&
    first.children.length === 0
  )
}

function compare(sofar: AlternativeDifference, alternative: Part): AlternativeDifference {
  const html = new Map<string, number>()
  const plain = new Map<string, number>()
  for (const part of findParts(alternative, (type) => /^text\b/.test(type))) {
    const rendered = part.rendered()
    const characters = renderedCharacters(rendered)
    if (!characters) continue
    const isHtml = rendered.type === 'text/html'
    const counts = isHtml ? html : plain
    for (const word of wordsOf(characters)) counts.set(word, (counts.get(word) ?? 0) + 1)
    if (isHtml && html.size === 0 && part.html?.inside.has('img')) html.set(ONLY_IMAGES, 1)
  }
  if (html.size === 0) return sofar
  let missing = 0
  for (const [word, times] of html) if (times > (plain.get(word) ?? 0)) missing++
  return {
    percent: Math.max(sofar.percent, (missing / html.size) * 100),
    htmlWords: html.size,
    textWords: plain.size,
  }
}
