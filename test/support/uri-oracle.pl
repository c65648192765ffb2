#!/usr/bin/perl
# The URIs SpamAssassin itself finds in messages, by raw form. Reads JSON lines { message } (latin1 bytes as \u escapes) and
# answers each with a JSON line. Needs Debian's package `spamassassin`. Used by tools that compare, not by the tests.
use strict; use warnings;
use Mail::SpamAssassin; use Mail::SpamAssassin::PerMsgStatus; use JSON::PP;
$SIG{__WARN__} = sub {};
my $sa = Mail::SpamAssassin->new({ local_tests_only => 1, dont_copy_prefs => 1, userstate_dir => "/tmp/uri-oracle-$$",
  userprefs_filename => "/tmp/uri-oracle-$$.prefs", post_config_text => "use_bayes 0\n" });
$sa->init(0);
my $json = JSON::PP->new->ascii->canonical;
while (my $line = <STDIN>) {
  my $raw = $json->decode($line)->{message};
  utf8::downgrade($raw);
  my $msg = $sa->parse([split /^/m, $raw], 1);
  my $pms = Mail::SpamAssassin::PerMsgStatus->new($sa, $msg);
  $msg->extract_message_metadata($pms) if 0;
  my %o;
  my $udl = $pms->get_uri_detail_list;
  for my $u (keys %$udl) {
    my $d = $udl->{$u};
    $o{$u} = { types => [sort keys %{ $d->{types} || {} }], cleaned => $d->{cleaned} ? [sort @{ $d->{cleaned} }] : undef,
      anchor => $d->{anchor_text}, domains => [sort keys %{ $d->{domains} || {} }], hosts => $d->{hosts} || {} };
  }
  print $json->encode(\%o), "\n";
  $pms->finish; $msg->finish;
}
system('rm', '-rf', "/tmp/uri-oracle-$$");
