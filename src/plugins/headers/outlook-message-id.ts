const OUTLOOK = /^<[0-9a-f]{4}([0-9a-f]{8})\$[0-9a-f]{8}\$[0-9a-f]{8}@/
// Windows counts 100 ns since 1601; the ID holds the upper half of that, so a step is some 430 s.
const STEPS_A_SECOND = 0.0023283064365387
const STEPS_AT_1970 = 27_111_902.8329849
/** A day and more of difference is forgiven: clocks are set wrong. */
const TOLERANCE = 250

/** The time in a Message-ID of Outlook's form, in its own steps; undefined when it is of another form. */
export function outlookTime(messageId: string): number | undefined {
  const digits = OUTLOOK.exec(messageId)?.[1]
  return digits === undefined ? undefined : Number.parseInt(digits, 16)
}

/** Whether that time is the given one, more or less. */
export function isOutlookTimeOf(steps: number, seconds: number): boolean {
  return Math.abs(steps - Math.trunc(seconds * STEPS_A_SECOND + STEPS_AT_1970)) < TOLERANCE
}
