#!/usr/bin/perl
# What SpamAssassin's own HTML parser makes of markup. Reads JSON lines { text, unicode, bytes } (ASCII, \u escapes) and
# answers each with a JSON line. Needs Debian's package `spamassassin`. Used by tools that compare, not by the tests.
use strict; use warnings;
use Mail::SpamAssassin::HTML; use JSON::PP;
my $json = JSON::PP->new->ascii->canonical->allow_nonref;
$SIG{__WARN__} = sub {};
while (my $line = <STDIN>) {
  my $in = $json->decode($line);
  my $text = $in->{text};
  $in->{unicode} ? utf8::upgrade($text) : utf8::downgrade($text);
  my $html = Mail::SpamAssassin::HTML->new(1, 1);
  my $out;
  if (!eval { $html->parse($text); 1 }) { print $json->encode({ died => "$@" }), "\n"; next }
  my $r = $html->get_results;
  my %o;
  for ([rendered => $html->get_rendered_text], [visible => scalar $html->get_rendered_text(invisible => 0)],
       [invisible => scalar $html->get_rendered_text(invisible => 1)]) {
    my ($k, $v) = @$_;
    $o{$k} = { text => $v, unicode => utf8::is_utf8($v) && $v =~ /[^\x00-\x7f]/ ? 1 : 0 };
  }
  my $rendered = $html->get_rendered_text;
  my $space;
  if (utf8::is_utf8($rendered)) { (my $s = $rendered) =~ s/\S+//g; $space = length $s }
  else { $space = $rendered =~ tr/ \t\n\r\x0b// }
  $o{html_length} = length $rendered; $o{non_space_len} = length($rendered) - $space;
  for my $k (qw(image_area length min_size max_size closed_extra_ratio bad_tag_ratio non_element_ratio obfuscation_ratio
                backhair_count)) { $o{$k} = defined $r->{$k} ? sprintf('%.9g', $r->{$k}) : undef }
  $o{$_} = $r->{$_} ? 1 : 0 for qw(uri_truncated font_low_contrast font_invalid_color font_face_bad form_action_mailto embeds);
  $o{$_} = $r->{$_} || [] for qw(comment script title anchor);
  $o{inside} = $r->{inside} || {};
  for my $u (keys %{ $r->{uri_detail} || {} }) {
    my $d = $r->{uri_detail}{$u};
    $o{uris}{$u} = { types => [sort keys %{ $d->{types} || {} }], anchor => $d->{anchor_text} || [],
      unicode => utf8::is_utf8($u) && $u =~ /[^\x00-\x7f]/ ? 1 : 0 };
  }
  $o{uris} ||= {};
  print $json->encode(\%o), "\n";
}
