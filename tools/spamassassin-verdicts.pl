#!/usr/bin/perl
# Prints, one JSON line per message, what Apache SpamAssassin itself makes of it. Needs Debian's package `spamassassin`.
#   spamassassin-verdicts.pl [--full] [--net] [--bayes] [--alone] [--cf FILE]... [--userdir DIR] FILE...   (or file names on standard input)
# file, score, required, hits (rules), subtests (__rules, as often as they hit), ms; bayes: the Bayes probability (--bayes).
# --full adds the views that rules see: body, rawbody (arrays of byte strings), uris, relays, headers.
# --cf FILE   more configuration, after everything else     --net   network tests too (name a dns_server in a --cf file)
# --alone     each message in a process of its own, as the command `spamassassin` does: expressions with a captured tag
#             (%{TAG}) are compiled once a process, with the tag of its first message
# Reading a file must not leave $/ undefined while SpamAssassin works: its chomps would do nothing.
use strict; use warnings;
use Mail::SpamAssassin; use JSON::PP; use Getopt::Long; use Time::HiRes qw(time);
my ($full, $net, @cf, $userdir, $bayes, $alone) = (0, 0);
GetOptions('full' => \$full, 'net' => \$net, 'alone' => \$alone, 'cf=s' => \@cf, 'userdir=s' => \$userdir, 'bayes' => \$bayes) or die;
$userdir ||= "/tmp/spamassassin-verdicts-$$"; mkdir $userdir;
my $post = join('', map { local (@ARGV, $/) = ($_); <> } @cf);
$post .= "\nuse_bayes 0\n" unless $bayes;
my $sa = Mail::SpamAssassin->new({ local_tests_only => $net ? 0 : 1, dont_copy_prefs => 1, userstate_dir => $userdir,
  userprefs_filename => "$userdir/user_prefs", post_config_text => $post });
$sa->compile_now(0);
my $json = JSON::PP->new->canonical->latin1;
my @files = @ARGV ? @ARGV : map { chomp; $_ } <STDIN>;
$| = 1;
for my $f (@files) {
  if ($alone) {
    defined(my $child = fork) or die "fork: $!";
    if ($child) { waitpid $child, 0; die "$f: $?" if $?; next }
  }
  open my $fh, '<:raw', $f or die "$f: $!"; my $raw = do { local $/; <$fh> }; close $fh;
  my $t0 = time;
  my $msg = $sa->parse($raw, 1);
  my $st = $sa->check($msg);
  my $dt = time - $t0;
  my $subs = $st->get_names_of_subtests_hit('plain');
  my %o = (file => $f, score => 0 + sprintf('%.3f', $st->get_score), required => 0 + $st->get_required_score,
    hits => [sort split /,/, $st->get_names_of_tests_hit], ms => 0 + sprintf('%.1f', 1000 * $dt));
  $o{bayes} = 0 + sprintf("%.6f", $st->{bayes_score}) if defined $st->{bayes_score};
  $o{subtests} = [sort split /,/, ($subs // '')];
  if ($full) {
    $o{body} = $st->get_decoded_stripped_body_text_array;
    $o{rawbody} = $st->get_decoded_body_text_array;
    $o{uris} = [sort $st->get_uri_list];
    for my $m (qw(X-Spam-Relays-Trusted X-Spam-Relays-Untrusted X-Spam-Relays-Internal X-Spam-Relays-External)) {
      $o{relays}{$m} = $msg->get_metadata($m);
    }
    for my $h (qw(Subject From:addr From:name To:addr ToCc EnvelopeFrom MESSAGEID ALL Reply-To:addr)) {
      $o{headers}{$h} = $st->get($h, undef);
    }
  }
  print $json->encode(\%o), "\n";
  $st->finish; $msg->finish;
  if ($alone) { require POSIX; POSIX::_exit(0) }
}
