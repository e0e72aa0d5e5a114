#pragma once
#include <zlib.h>

// The state of a bzip2 stream, laid out as in the manual of libbzip2 1.0.8, section 3.3. The
// library is looked up at run time, so that building needs no header of it.
typedef struct twinflux_bz_stream {
  char *next_in;
  unsigned int avail_in;
  unsigned int total_in_lo32;
  unsigned int total_in_hi32;
  char *next_out;
  unsigned int avail_out;
  unsigned int total_out_lo32;
  unsigned int total_out_hi32;
  void *state;
  void *(*bzalloc)(void *, int, int);
  void (*bzfree)(void *, void *);
  void *opaque;
} twinflux_bz_stream;

typedef int (*twinflux_bz_init)(twinflux_bz_stream *, int verbosity, int small);
typedef int (*twinflux_bz_step)(twinflux_bz_stream *);
