import { perScan } from '../../rules/scan.ts'

const EZMLM_LIST = /^contact [^ \t\n\r\f\v]+@[^ \t\n\r\f\v]+; run by ezmlm$/m
const LIST_DELIVERY = /^mailing list [^ \t\n\r\f\v]+@[^ \t\n\r\f\v]+/m
const QMAIL = /qmail \d+ invoked (?:from network|by [^\n]{3,20})\); \d+ [^\n]{3} \d+/
const MSN_GROUPS = /from groups\.msn\.com \([^ \t\n\r\f\v]+\.msn\.com /

/** Whether the mail came through something that takes Received headers away, so that they prove nothing. */
export const receivedRemoved = perScan((scan): boolean => {
  const received = scan.header('Received')
  const list = scan.header('Mailing-List')
  if (list !== undefined && EZMLM_LIST.test(list)) {
    if (LIST_DELIVERY.test(scan.header('Delivered-To') ?? '') && QMAIL.test(received ?? '')) return true
  }
  return received === undefined || MSN_GROUPS.test(received)
})
