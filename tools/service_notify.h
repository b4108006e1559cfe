#pragma once

#include <string_view>

namespace tidemark::tools {

/// Tells the service manager, where there is one (NOTIFY_SOCKET): "READY=1", "STOPPING=1", … A datagram that
/// is lost is nobody's loss, so nothing is returned.
void notify_service_manager(std::string_view state);

}  // namespace tidemark::tools
