/// Which adapter carries out an order to which firmware.
enum FirmwareAdapters {
    /// The firmwares that a way is known for, by what their names begin with in small letters.
    private static let known: [(begin: String, make: @Sendable (_ name: String, DeviceAction, DeviceAccess) -> any DeviceAdapter)] = [
        ("bitmain", { BitmainAdapter($1, $2) }),
        ("whatsminer", { WhatsminerAdapter($1, $2) }),
        ("avalon", { AvalonAdapter($1, $2, firmware: $0) }),
        ("luxos", { LuxOSAdapter($1, $2) }),
        ("braiins", { BraiinsAdapter($1, $2, isBOSminer: $0.contains("bosminer")) }),
        ("vnish", { VNishAdapter($1, $2) }),
        ("powerplay", { EpicAdapter($1, $2) }),
        ("epic", { EpicAdapter($1, $2) }),
        ("sealminer", { SealMinerAdapter($1, $2) }),
    ]

    /// The adapter of a firmware as it was read, name first; nil asks the device.
    static func adapter(_ firmware: String?, _ action: DeviceAction, _ access: DeviceAccess) -> any DeviceAdapter {
        guard let firmware, !firmware.isEmpty, !isGeneric(firmware) else { return DetectingAdapter(action, access) }
        let name = firmware.lowercased()
        if let one = known.first(where: { name.hasPrefix($0.begin) }) { return one.make(name, action, access) }
        return UnsupportedAdapter(firmware: String(firmware.prefix(60)))
    }

    /// What the names of firmwares begin with that a way is known for; the reference table `controllable_firmwares` tells it to others.
    static var controllable: [String] { known.map(\.begin) }

    /// Whether a way is known to control a firmware as it was read.
    static func controls(_ firmware: String?) -> Bool {
        guard let name = firmware?.lowercased() else { return false }
        return known.contains { name.hasPrefix($0.begin) }
    }

    /// Whether a name is only that of the program that many firmwares are made of.
    static func isGeneric(_ firmware: String) -> Bool { firmware.hasPrefix("cgminer") || firmware.hasPrefix("bmminer") }
}
