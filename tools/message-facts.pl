#!/usr/bin/perl
# Prints what Apache SpamAssassin makes of the form of messages, one JSON line each, for comparison with parseMessage.
# Standard input: one JSON string (bytes as latin1) a line, as tools/message-facts.ts writes them.
use strict; use warnings;
use JSON::PP; use Mail::SpamAssassin; use Mail::SpamAssassin::Message;
my $json = JSON::PP->new->canonical->latin1->allow_nonref;
my $normalize = @ARGV && $ARGV[0] eq '--no-normalize' ? 0 : 1;
sub octets { my $text = shift; return undef unless defined $text; utf8::encode($text) if utf8::is_utf8($text); return $text }
sub node {
  my $part = shift;
  my ($type, $rendered) = $part->rendered;
  return {
    type => $part->{type}, effectiveType => $part->effective_type, charset => $part->{charset}, name => $part->{name},
    boundary => $part->is_leaf ? $part->{boundary} : undef, isLeaf => $part->is_leaf ? \1 : \0,
    headers => [ map { my $n = $_; [ $n ] } @{$part->{header_order}} ],
    values => { map { $_ => [ $part->header($_) ] } keys %{$part->{headers}} },
    raws => { map { $_ => $part->{raw_headers}{$_} } keys %{$part->{raw_headers}} },
    rawLines => $part->is_leaf ? $part->raw : undef, decoded => $part->is_leaf ? scalar $part->decode : undef,
    renderedType => $type, rendered => $part->effective_type eq 'text/html' ? undef : octets($rendered),
  };
}
while (my $line = <STDIN>) {
  my $text = $json->decode($line);
  utf8::downgrade($text);
  my $msg = Mail::SpamAssassin::Message->new({ message => \$text, normalize => $normalize, parsenow => 1, body_part_scan_size => 50000, rawbody_part_scan_size => 500000 });
  $msg->delete_header('X-Spam-.*'); # as a check begins
  my @lines = $msg->get_all_headers(0, 0); # notes truncated_header
  my %out = (
    pristineHeaders => $msg->get_pristine_header, pristineBody => $msg->get_pristine_body, mboxSeparator => $msg->get_mbox_separator,
    lineEnding => $msg->{line_ending}, bodyLength => $msg->{pristine_body_length},
    defects => [ sort grep { exists $msg->{$_} } qw(missing_head_body_separator truncated_header missing_mime_head_body_separator missing_mime_headers mime_epilogue_exists mimepart_limit_exceeded) ],
    boundaryStates => { %{$msg->{mime_boundary_state}} },
    parts => [ map { node($_) } $msg->find_parts(qr/^/) ],
    body => $msg->get_rendered_body_text_array, visible => $msg->get_visible_rendered_body_text_array, invisible => $msg->get_invisible_rendered_body_text_array,
    rawbody => $msg->get_decoded_body_text_array,
    headerLines => \@lines, rawHeaderLines => [ grep { defined } $msg->get_all_headers(1, 0) ],
  );
  print $json->encode(\%out), "\n";
}
