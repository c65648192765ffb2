/** What `spamassassin --help` says of its options. */
export const SPAMASSASSIN_USAGE = `Usage:
    spamassassin [options] [ < message | path ... ]

    Without an option of the first group, messages are scanned and printed with
    what was found of them.
     -t, --test-mode           print the report behind each message
     -d, --remove-markup       print messages as they were before a scan
     -r, --report              report messages as spam
     -k, --revoke              take such a report back
     -W, --add-to-welcomelist  -R, --remove-from-welcomelist  --add-to-blocklist
                               the addresses in the messages
     --add-addr-to-welcomelist=ADDRESS  --add-addr-to-blocklist=ADDRESS
     --remove-addr-from-welcomelist=ADDRESS
     --lint                    say what is wrong with the configuration
    Messages:
     --mbox, --mbx             paths are mailboxes
     -e, --exit-code[=N]       exit status 5, or N, when a message was spam
     --progress                show how far it is
    Configuration:
     -C, --configpath=PATH, --config-file=PATH
     --siteconfigpath=PATH
     -p, --prefspath=FILE, --prefs-file=FILE
     --cf=LINE, --pre=LINE     one more line, after or before all files
     -x, --nocreate-prefs      make no preferences for a user who has none
     -u, --username=USER
     -L, --local               no network tests
     -4, --ipv4  -6            one kind of address only
     -D, --debug[=AREA,...]    say more, of these areas
     -h, --help  -V, --version
`
