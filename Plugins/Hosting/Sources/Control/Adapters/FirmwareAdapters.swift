/// Which adapter carries out an order to which firmware.
enum FirmwareAdapters {
    /// The adapter of a firmware as it was read, name first; nil asks the device.
    static func adapter(_ firmware: String?, _ action: DeviceAction, _ access: DeviceAccess) -> any DeviceAdapter {
        guard let firmware, !firmware.isEmpty, !isGeneric(firmware) else { return DetectingAdapter(action, access) }
        let name = firmware.lowercased()
        func begins(_ start: String) -> Bool { name.hasPrefix(start) }
        if begins("bitmain") { return BitmainAdapter(action, access) }
        if begins("whatsminer") { return WhatsminerAdapter(action, access) }
        if begins("avalon") { return AvalonAdapter(action, access) }
        if begins("luxos") { return LuxOSAdapter(action, access) }
        if begins("braiins") { return BraiinsAdapter(action, access, isBOSminer: name.contains("bosminer")) }
        if begins("vnish") { return VNishAdapter(action, access) }
        if begins("powerplay") || begins("epic") { return EpicAdapter(action, access) }
        if begins("sealminer") { return SealMinerAdapter(action, access) }
        return UnsupportedAdapter(reason: "No way is known to control \(firmware.prefix(60)) over the network.")
    }

    /// Whether a name is only that of the program that many firmwares are made of.
    static func isGeneric(_ firmware: String) -> Bool { firmware.hasPrefix("cgminer") || firmware.hasPrefix("bmminer") }
}
