#pragma once

// A pull cursor over an XML document in memory, on libxml2.
//
// This header includes none of libxml2's: a Swift module over <libxml/parser.h> clashes with
// Foundation's copy of ICU. libxml2's push parser is fed in chunks, and what it finds is queued as
// small events, so a document of any size needs the memory of one chunk. The parser's SAX interface
// is used rather than xmlTextReader because it reports the exact line of every element (the reader
// runs up to 512 bytes ahead, and its nodes count lines only to 65,535) and takes half the time.
//
// Nothing is ever loaded from a file or the network. An entity declaration, a reference to an
// entity that is not predefined, and a nest deeper than the limit stop the parser with an error.
// Nothing is printed: messages are kept in the cursor. A cursor is used by one thread at a time.

#include <stdint.h>
#include <stddef.h>

/// An open document. Opaque: Swift never sees a type of libxml2.
typedef struct tfx_xml tfx_xml;

/// What a call of ``tfx_xml_next`` found.
typedef enum tfx_xml_kind : int32_t {
  TFX_XML_FAILED = -1,  ///< See ``tfx_xml_failure``. Every later call gives the same.
  TFX_XML_DONE = 0,     ///< The document ended, well formed.
  TFX_XML_START = 1,    ///< A start tag. An empty element gives a start and an end.
  TFX_XML_END = 2,      ///< An end tag.
  TFX_XML_TEXT = 3      ///< A piece of text; one run of text may come in several pieces.
} tfx_xml_kind;

/// Why the cursor stopped.
typedef enum tfx_xml_status : int32_t {
  TFX_XML_OK = 0,
  TFX_XML_MALFORMED = 1,      ///< Not well formed; the message is libxml2's.
  TFX_XML_ENTITY = 2,         ///< An entity is declared; the message is its name.
  TFX_XML_TOO_DEEP = 3,       ///< Elements are nested deeper than the limit.
  TFX_XML_OUT_OF_MEMORY = 4
} tfx_xml_status;

/// One attribute of a start tag. The value is not terminated by a zero.
typedef struct tfx_xml_attribute {
  int32_t name;        ///< A name token.
  int32_t space;       ///< A namespace token; 0 for an attribute without prefix.
  size_t value_offset; ///< Where the value begins in ``tfx_xml_bytes``.
  size_t value_length; ///< In bytes of UTF-8.
} tfx_xml_attribute;

/// What the cursor stands on. Valid until the next call of ``tfx_xml_next``.
typedef struct tfx_xml_event {
  tfx_xml_kind kind;
  int32_t name;             ///< A name token, for a start and an end.
  int32_t space;            ///< A namespace token, for a start and an end; 0 for none.
  int32_t line;             ///< From 1, where the tag ends.
  int32_t depth;            ///< 1 for the root element, the same for its end.
  int32_t attribute_count;
  size_t first_attribute;   ///< Where they begin in ``tfx_xml_attributes``.
  size_t text_offset;       ///< Where a text begins in ``tfx_xml_bytes``.
  size_t text_length;
} tfx_xml_event;

/// Opens a document.
///
/// `bytes` must stay valid until ``tfx_xml_close``. `names` are the `name_count` local names that
/// the caller knows: their tokens are their positions; every other name gets the token
/// `name_count`. Returns NULL if memory runs out.
tfx_xml *_Nullable tfx_xml_open(
    const uint8_t *_Nullable bytes, size_t length, const char *_Nonnull const *_Nonnull names,
    int32_t name_count, int32_t depth_limit);

/// Moves to the next event. Text that is only white space between elements is left out.
tfx_xml_kind tfx_xml_next(tfx_xml *_Nonnull xml);

/// The event that ``tfx_xml_next`` moved to.
const tfx_xml_event *_Nonnull tfx_xml_current(const tfx_xml *_Nonnull xml);

/// The attributes of all queued start tags. Valid until the next call of ``tfx_xml_next``.
const tfx_xml_attribute *_Nullable tfx_xml_attributes(const tfx_xml *_Nonnull xml);

/// The bytes that offsets refer to. Valid until the next call of ``tfx_xml_next``.
const uint8_t *_Nullable tfx_xml_bytes(const tfx_xml *_Nonnull xml);

/// The URI of a namespace token, or NULL for a token that was never given out. Tokens count from
/// 1 in order of appearance; valid until ``tfx_xml_close``.
const char *_Nullable tfx_xml_namespace(const tfx_xml *_Nonnull xml, int32_t token);

/// The local name of the root element, or NULL before it was seen.
const char *_Nullable tfx_xml_root_name(const tfx_xml *_Nonnull xml);

/// Why the cursor failed; ``TFX_XML_OK`` while it has not.
tfx_xml_status tfx_xml_failure(const tfx_xml *_Nonnull xml);

/// The message of the failure, without a line feed at its end; empty if there is none.
const char *_Nonnull tfx_xml_message(const tfx_xml *_Nonnull xml);

/// The line of the failure.
int32_t tfx_xml_failure_line(const tfx_xml *_Nonnull xml);

/// Frees everything.
void tfx_xml_close(tfx_xml *_Nullable xml);
