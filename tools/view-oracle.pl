#!/usr/bin/perl
# Prints what Apache SpamAssassin sees of messages and what it makes of them, one JSON line each, for tools/view-oracle.ts.
# Standard input: a JSON object a line: text (bytes as latin1), normalize (0 or 1), verdict (0 or 1), headers (names of views).
# Views are taken as the parser leaves them: a check may change the body (FreeMail takes addresses out of it in place).
use strict; use warnings;
use JSON::PP; use Mail::SpamAssassin; use Time::HiRes qw(time);
$| = 1;
$SIG{__WARN__} = sub {};
my $json = JSON::PP->new->canonical->latin1->allow_nonref;
my $userdir = "/tmp/assay-view-oracle-$$"; mkdir $userdir;
END { rmdir $userdir if defined $userdir }
my $sa = Mail::SpamAssassin->new({ local_tests_only => 1, dont_copy_prefs => 1, userstate_dir => $userdir,
  userprefs_filename => "$userdir/user_prefs", post_config_text => "\nuse_bayes 0\n" });
$sa->compile_now(0);
sub octets { my $text = shift; return undef unless defined $text; utf8::encode($text) if utf8::is_utf8($text); return $text }
while (my $line = <STDIN>) {
  my $in = $json->decode($line);
  my $text = $in->{text};
  utf8::downgrade($text);
  $sa->{conf}{normalize_charset} = $in->{normalize} ? 1 : 0;
  my %out;
  eval {
    my $msg = $sa->parse($text, 1);
    $msg->delete_header('X-Spam-.*'); # as a check begins
    my $status = Mail::SpamAssassin::PerMsgStatus->new($sa, $msg);
    $status->extract_message_metadata;
    $out{body} = [ map { octets($_) } @{$status->get_decoded_stripped_body_text_array} ];
    $out{visible} = [ map { octets($_) } @{$msg->get_visible_rendered_body_text_array} ];
    $out{invisible} = [ map { octets($_) } @{$msg->get_invisible_rendered_body_text_array} ];
    $out{rawbody} = [ map { octets($_) } @{$status->get_decoded_body_text_array} ];
    $out{uris} = [ $status->get_uri_list ]; # characters where SpamAssassin holds them so
    for my $m (qw(Trusted Untrusted Internal External)) { $out{relays}{$m} = octets($msg->get_metadata("X-Spam-Relays-$m")) }
    # As rules with several values see them, and as one value.
    for my $h (@{$in->{headers}}) {
      $out{headers}{$h} = [ octets(scalar $status->get($h, undef)), map { octets($_) } $status->get($h) ];
    }
    $status->finish; $msg->finish;
    1;
  } or $out{error} = "$@";
  if ($in->{verdict}) {
    my $start = time;
    my $msg = $sa->parse($text, 1);
    my $status = $sa->check($msg);
    $out{ms} = 0 + sprintf('%.1f', 1000 * (time - $start));
    $out{score} = 0 + sprintf('%.3f', $status->get_score);
    $out{required} = 0 + $status->get_required_score;
    $out{hits} = [ sort split /,/, $status->get_names_of_tests_hit ];
    $out{subtests} = [ sort split /,/, ($status->get_names_of_subtests_hit('plain') // '') ];
    $status->finish; $msg->finish;
  }
  print $json->encode(\%out), "\n";
}
