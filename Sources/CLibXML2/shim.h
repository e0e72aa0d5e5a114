#pragma once
// Empty on purpose. This module only carries libxml-2.0's pkg-config flags: a Swift module over
// <libxml/xmlreader.h> clashes with Foundation's copy of ICU. CXMLShims includes the header in C.
