// Headers that say nothing about a message, or too much about who filtered it before (Plugin::Bayes, IGNORED_HDRS).

/** Lower case. The subject is read with the body. */
const IGNORED = new Set(
  [
    'sender x-sender delivered-to delivery-date envelope-to x-envelope-to x-mime-autoconverted',
    'x-converted-to-plain-text subject date',
    // mailing lists
    'x-list mailing-list x-mailing-list x-unsub x-unsubscribe x-mailman-version x-beenthere x-loop mail-followup-to',
    'x-egroups-return x-egroups-from x-mdmailing-list x-xemacs-list x-sympa-to',
    // other filters
    'x-mailscanner x-mailscanner-spamcheck x-spam x-spam-status x-spam-level x-spam-flag x-spam-report x-spam-hits',
    'x-spam-score x-spam-checker-version x-antispam x-rbl-warning x-mdaemon-deliver-to x-virus-scanned x-mass-check-id',
    'x-pyzor x-filtered-by x-scanned-by x-scanner x-ap-spam-score x-ap-spam-status x-ripe-spam-status x-smtpd',
    'spam-apparently-to x-spam-apparently-to spam x-perlmx-spam x-bogosity',
    // mail programs
    'content-class thread-index thread-topic x-originalarrivaltime status x-status x-flags x-keywords replied forwarded',
    'lines content-length x-uid x-uidl x-imapbase x-vm-bookmark x-vm-pop-retrieved x-vm-imap-retrieved x-vm-labels',
    'x-vm-last-modified x-vm-summary-format x-vm-vheader x-vm-message-order x-gnus-mail-source xref',
  ].flatMap((line) => line.split(' ')),
)

const IGNORED_FAMILIES = [
  /^(?:x-)?list-(?:archive|help|id|owner|post|subscribe|unsubscribe|host|manager|admin|comment|name|url)$/,
  /^(?:x-)?(?:resent|original)-(?:from|to|date)$/,
  /^x-dcc-[^ \t\n\r\f\v]{2,25}-metrics$/,
  /^x-spamcop-[^:]+$/,
  /^x-bugzilla-[^:]+$/,
  /^x-vm-v\d-data$/,
]

/** Whether no tokens are taken from this header at all; `key` is its name in lower case. */
export function isIgnoredHeader(key: string): boolean {
  return IGNORED.has(key) || IGNORED_FAMILIES.some((family) => family.test(key))
}

const PRESENCE_ONLY =
  /^(?:x-face|x-(?:gnu-?pg|pgp|gpg)(?:-key)?-fingerprint|d(?:kim|omainkey)-signature|x-google-dkim-signature|arc-(?:message-signature|seal)|autocrypt)$/

/** Whether only the presence of this header counts, because each message has another value. */
export function countsByPresence(key: string): boolean {
  return PRESENCE_ONLY.test(key)
}
