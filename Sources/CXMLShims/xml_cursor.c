#include "CXMLShims.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlversion.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// libxml2 2.12 made the error that a handler gets const.
#if LIBXML_VERSION >= 21200
typedef const xmlError *error_argument;
#else
typedef xmlErrorPtr error_argument;
#endif

enum { CHUNK = 64 * 1024, MESSAGE_CAPACITY = 512, CACHE_BITS = 10, SPACE_LIMIT = 4096 };

/// Names are interned by libxml2, so that a pointer stands for a name: this maps one to its token.
typedef struct cache_entry {
  const xmlChar *name;
  int32_t token;
} cache_entry;

struct tfx_xml {
  const uint8_t *input;
  size_t input_length;
  size_t input_position;
  bool input_ended;
  xmlParserCtxtPtr parser;

  const char *const *names;
  int32_t name_count;
  cache_entry cache[1 << CACHE_BITS];
  const xmlChar **spaces;
  size_t space_count, space_capacity;
  const xmlChar *root_name;

  tfx_xml_event *events;
  size_t event_count, event_capacity, event_position;
  tfx_xml_attribute *attributes;
  size_t attribute_count, attribute_capacity;
  uint8_t *bytes;
  size_t byte_count, byte_capacity;

  int32_t depth, depth_limit;
  bool after_text; // Whether the last event was text of the element that is open.
  tfx_xml_event current;

  tfx_xml_status status;
  int32_t failure_line;
  char message[MESSAGE_CAPACITY];
};

static int32_t current_line(const tfx_xml *xml) {
  return xml->parser != NULL && xml->parser->input != NULL ? xml->parser->input->line : 0;
}

/// Records the first failure. The parser gets no further chunk, and what it still finds in this one
/// is not looked at: gentler than xmlStopParser, which swaps the input under a running function.
static void fail(tfx_xml *xml, tfx_xml_status status, int32_t line, const char *message) {
  if (xml->status != TFX_XML_OK) return;
  xml->status = status;
  xml->failure_line = line;
  size_t length = message == NULL ? 0 : strnlen(message, MESSAGE_CAPACITY - 1);
  while (length > 0 && (message[length - 1] == '\n' || message[length - 1] == ' ')) length -= 1;
  // A message that is cut must not end within a character.
  while (length == MESSAGE_CAPACITY - 1 && ((uint8_t)message[length - 1] & 0xC0) == 0x80) length -= 1;
  if (length > 0) memcpy(xml->message, message, length);
  xml->message[length] = 0;
}

/// Makes room for `needed` elements of `size` bytes; on failure the cursor fails.
static bool reserve(tfx_xml *xml, void **array, size_t *capacity, size_t needed, size_t size) {
  if (needed <= *capacity) return true;
  size_t wanted = *capacity < 256 ? 256 : *capacity;
  while (wanted < needed) wanted *= 2;
  void *grown = realloc(*array, wanted * size);
  if (grown == NULL) {
    fail(xml, TFX_XML_OUT_OF_MEMORY, current_line(xml), "out of memory");
    return false;
  }
  *array = grown;
  *capacity = wanted;
  return true;
}

static int32_t look_up_name(const tfx_xml *xml, const xmlChar *name) {
  for (int32_t token = 0; token < xml->name_count; token += 1) {
    if (strcmp((const char *)name, xml->names[token]) == 0) return token;
  }
  return xml->name_count;
}

static int32_t name_token(tfx_xml *xml, const xmlChar *name) {
  uintptr_t bits = (uintptr_t)name;
  size_t slot = (size_t)(((uint64_t)bits * 0x9E3779B97F4A7C15u) >> (64 - CACHE_BITS));
  cache_entry *entry = &xml->cache[slot];
  if (entry->name != name) {
    entry->name = name;
    entry->token = look_up_name(xml, name);
  }
  return entry->token;
}

/// A document has a handful of namespaces, and neighbours share them: a linear search is short.
static int32_t space_token(tfx_xml *xml, const xmlChar *uri) {
  if (uri == NULL) return 0;
  for (size_t index = 0; index < xml->space_count; index += 1) {
    if (xml->spaces[index] == uri) return (int32_t)index + 1;
  }
  if (xml->space_count == SPACE_LIMIT) {
    fail(xml, TFX_XML_MALFORMED, current_line(xml), "too many namespaces");
    return 0;
  }
  if (!reserve(
          xml, (void **)&xml->spaces, &xml->space_capacity, xml->space_count + 1,
          sizeof *xml->spaces))
    return 0;
  xml->spaces[xml->space_count] = uri;
  xml->space_count += 1;
  return (int32_t)xml->space_count;
}

static bool append_bytes(tfx_xml *xml, const xmlChar *bytes, size_t length, size_t *offset) {
  if (!reserve(xml, (void **)&xml->bytes, &xml->byte_capacity, xml->byte_count + length, 1))
    return false;
  *offset = xml->byte_count;
  if (length > 0) memcpy(xml->bytes + xml->byte_count, bytes, length);
  xml->byte_count += length;
  return true;
}

static tfx_xml_event *append_event(tfx_xml *xml, tfx_xml_kind kind) {
  if (!reserve(
          xml, (void **)&xml->events, &xml->event_capacity, xml->event_count + 1,
          sizeof *xml->events))
    return NULL;
  tfx_xml_event *event = &xml->events[xml->event_count];
  memset(event, 0, sizeof *event);
  event->kind = kind;
  event->line = current_line(xml);
  event->depth = xml->depth;
  xml->event_count += 1;
  xml->after_text = kind == TFX_XML_TEXT;
  return event;
}

// MARK: - What libxml2 calls

static bool append_attribute(tfx_xml *xml, const xmlChar **attribute) {
  if (!reserve(
          xml, (void **)&xml->attributes, &xml->attribute_capacity, xml->attribute_count + 1,
          sizeof *xml->attributes))
    return false;
  // libxml2 gives local name, prefix, URI, and where the value begins and ends.
  tfx_xml_attribute *made = &xml->attributes[xml->attribute_count];
  made->name = name_token(xml, attribute[0]);
  made->space = space_token(xml, attribute[2]);
  made->value_length = (size_t)(attribute[4] - attribute[3]);
  if (!append_bytes(xml, attribute[3], made->value_length, &made->value_offset)) return false;
  xml->attribute_count += 1;
  return true;
}

static void start_element(
    void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
    int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted_count,
    const xmlChar **attributes) {
  (void)prefix, (void)namespace_count, (void)namespaces, (void)defaulted_count;
  tfx_xml *xml = context;
  if (xml->status != TFX_XML_OK) return;
  xml->depth += 1;
  if (xml->depth > xml->depth_limit) {
    fail(xml, TFX_XML_TOO_DEEP, current_line(xml), "elements are nested too deep");
    return;
  }
  if (xml->root_name == NULL) xml->root_name = name;
  tfx_xml_event *event = append_event(xml, TFX_XML_START);
  if (event == NULL) return;
  event->name = name_token(xml, name);
  event->space = space_token(xml, uri);
  event->first_attribute = xml->attribute_count;
  event->attribute_count = attribute_count;
  for (int index = 0; index < attribute_count; index += 1) {
    if (!append_attribute(xml, attributes + 5 * index)) return;
  }
}

static void end_element(
    void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
  (void)prefix;
  tfx_xml *xml = context;
  if (xml->status != TFX_XML_OK) return;
  tfx_xml_event *event = append_event(xml, TFX_XML_END);
  if (event == NULL) return;
  event->name = name_token(xml, name);
  event->space = space_token(xml, uri);
  xml->depth -= 1;
}

static bool is_blank(const xmlChar *text, int length) {
  for (int index = 0; index < length; index += 1) {
    xmlChar c = text[index];
    if (c != ' ' && c != '\n' && c != '\t' && c != '\r') return false;
  }
  return true;
}

static void characters(void *context, const xmlChar *text, int length) {
  tfx_xml *xml = context;
  if (xml->status != TFX_XML_OK || length <= 0) return;
  // White space after text is part of it: "A and " + "&" + " B" comes in three pieces.
  if (!xml->after_text && is_blank(text, length)) return;
  size_t offset;
  if (!append_bytes(xml, text, (size_t)length, &offset)) return;
  tfx_xml_event *event = append_event(xml, TFX_XML_TEXT);
  if (event == NULL) return;
  event->text_offset = offset;
  event->text_length = (size_t)length;
}

/// An entity could expand without limit or read a file, and no SBML needs one.
static void entity_declaration(
    void *context, const xmlChar *name, int type, const xmlChar *public_id,
    const xmlChar *system_id, xmlChar *content) {
  (void)type, (void)public_id, (void)system_id, (void)content;
  tfx_xml *xml = context;
  fail(xml, TFX_XML_ENTITY, current_line(xml), (const char *)name);
}

static void unparsed_entity_declaration(
    void *context, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id,
    const xmlChar *notation) {
  (void)notation;
  entity_declaration(context, name, 0, public_id, system_id, NULL);
}

/// Where a document names an external subset, an unknown entity is no error to libxml2, and its
/// text would be missing without a word.
static void unresolved_reference(void *context, const xmlChar *name) {
  tfx_xml *xml = context;
  fail(xml, TFX_XML_ENTITY, current_line(xml), (const char *)name);
}

static void structured_error(void *context, error_argument error) {
  tfx_xml *xml = context;
  if (error == NULL) return;
  bool missing_entity = error->code == XML_WAR_UNDECLARED_ENTITY;
  if (error->level < XML_ERR_ERROR && !missing_entity) return;
  bool memory = error->code == XML_ERR_NO_MEMORY;
  int32_t line = error->line > 0 ? error->line : current_line(xml);
  fail(xml, memory ? TFX_XML_OUT_OF_MEMORY : TFX_XML_MALFORMED, line, error->message);
}

// MARK: - The cursor

static pthread_once_t library_once = PTHREAD_ONCE_INIT;

static bool open_parser(tfx_xml *xml) {
  pthread_once(&library_once, xmlInitParser);
  xmlSAXHandler handler;
  memset(&handler, 0, sizeof handler);
  handler.initialized = XML_SAX2_MAGIC;
  handler.startElementNs = start_element;
  handler.endElementNs = end_element;
  handler.characters = characters;
  handler.cdataBlock = characters;
  handler.entityDecl = entity_declaration;
  handler.unparsedEntityDecl = unparsed_entity_declaration;
  handler.reference = unresolved_reference;
  handler.serror = structured_error;
  // The first four bytes tell the encoding.
  size_t head = xml->input_length < 4 ? xml->input_length : 4;
  xml->parser = xmlCreatePushParserCtxt(&handler, xml, (const char *)xml->input, (int)head, NULL);
  if (xml->parser == NULL) return false;
  xml->input_position = head;
  // Without NOENT, "&amp;" in an attribute comes out as "&#38;". HUGE lifts limits that guard against
  // entities that expand (10 MB of one text is refused else). Neither can do harm: an entity that
  // is declared is never stored, and depth is limited here.
  xmlCtxtUseOptions(xml->parser, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_HUGE);
  return true;
}

tfx_xml *tfx_xml_open(
    const uint8_t *bytes, size_t length, const char *const *names, int32_t name_count,
    int32_t depth_limit) {
  tfx_xml *xml = calloc(1, sizeof *xml);
  if (xml == NULL) return NULL;
  xml->input = bytes;
  xml->input_length = length;
  xml->names = names;
  xml->name_count = name_count;
  xml->depth_limit = depth_limit;
  xml->current.kind = TFX_XML_DONE;
  if (!open_parser(xml)) {
    tfx_xml_close(xml);
    return NULL;
  }
  return xml;
}

/// Feeds the parser until it has found something or the input ends.
static void refill(tfx_xml *xml) {
  xml->event_count = xml->event_position = xml->attribute_count = xml->byte_count = 0;
  while (xml->event_count == 0 && xml->status == TFX_XML_OK && !xml->input_ended) {
    size_t left = xml->input_length - xml->input_position;
    size_t size = left < CHUNK ? left : CHUNK;
    int last = size == left;
    const char *start = (const char *)xml->input + xml->input_position;
    int code = xmlParseChunk(xml->parser, start, (int)size, last);
    xml->input_position += size;
    xml->input_ended = last;
    if (code != XML_ERR_OK && !xml->parser->wellFormed)
      fail(xml, TFX_XML_MALFORMED, current_line(xml), "the document is not well formed");
  }
}

tfx_xml_kind tfx_xml_next(tfx_xml *xml) {
  if (xml->event_position == xml->event_count) refill(xml);
  if (xml->event_position < xml->event_count) {
    xml->current = xml->events[xml->event_position];
    xml->event_position += 1;
  } else {
    memset(&xml->current, 0, sizeof xml->current);
    xml->current.kind = xml->status == TFX_XML_OK ? TFX_XML_DONE : TFX_XML_FAILED;
    xml->current.line = xml->status == TFX_XML_OK ? current_line(xml) : xml->failure_line;
  }
  return xml->current.kind;
}

const tfx_xml_event *tfx_xml_current(const tfx_xml *xml) { return &xml->current; }

const tfx_xml_attribute *tfx_xml_attributes(const tfx_xml *xml) { return xml->attributes; }

const uint8_t *tfx_xml_bytes(const tfx_xml *xml) { return xml->bytes; }

const char *tfx_xml_namespace(const tfx_xml *xml, int32_t token) {
  if (token < 1 || (size_t)token > xml->space_count) return NULL;
  return (const char *)xml->spaces[token - 1];
}

const char *tfx_xml_root_name(const tfx_xml *xml) { return (const char *)xml->root_name; }

tfx_xml_status tfx_xml_failure(const tfx_xml *xml) { return xml->status; }

const char *tfx_xml_message(const tfx_xml *xml) { return xml->message; }

int32_t tfx_xml_failure_line(const tfx_xml *xml) { return xml->failure_line; }

void tfx_xml_close(tfx_xml *xml) {
  if (xml == NULL) return;
  if (xml->parser != NULL) xmlFreeParserCtxt(xml->parser);
  free(xml->spaces);
  free(xml->events);
  free(xml->attributes);
  free(xml->bytes);
  free(xml);
}
