/// Makes firmware, model and algorithm of what a device says about itself.
struct ReadingIdentity {
    let model: String?
    let firmware: FirmwareIdentity?
    let algorithm: HashAlgorithm?

    init(_ told: IdentityScratch, usesModules: Bool) {
        let remark = ReadingIdentity.remark(in: told.type)
        let model = ReadingIdentity.model(told, usesModules: usesModules)
        self.model = model.isEmpty ? nil : model
        firmware = ReadingIdentity.firmware(told, remark: remark, usesModules: usesModules)
        algorithm =
            HashAlgorithm.named(told.algorithm) ?? HashAlgorithm.ofModel(model)
            ?? (told.type == "sc" ? .blake2b : nil)
            ?? (told.statsIdentifier.hasPrefix("ZCASH")
                ? .equihash : told.statsIdentifier == "L30" || told.description.hasPrefix("ccminer") ? .scrypt : nil)
    }

    private static func model(_ told: IdentityScratch, usesModules: Bool) -> String {
        if told.product.hasPrefix("Avalon") {
            return told.product.contains(told.model) || told.model.isEmpty ? told.product : "\(told.product) \(told.model)"
        }
        if usesModules, !told.moduleVersion.isEmpty { return "Avalon \(avalonSeries(told.moduleVersion))" }
        // Not a device's model but the kind of its coin ("Miner type": "sc").
        if told.type.count <= 3, HashAlgorithm.named(told.type) == .blake2b { return "" }
        if !told.type.isEmpty {
            let name = told.type.prefix { $0 != "(" && $0 != "\n" }.split(separator: " ").joined(separator: " ")
            // "Antminer S9 V1.3.58" carries the firmware's version behind the model.
            guard let last = name.split(separator: " ").last, last.first == "V", last.dropFirst().first?.isNumber == true else {
                return name
            }
            return name.split(separator: " ").dropLast().joined(separator: " ")
        }
        return told.model
    }

    /// "1246-83-21072802_…" is a 1246, "7411706-3162860" a 741, "Q-25052801_…" a Q.
    private static func avalonSeries(_ version: String) -> String {
        let head = String(version.prefix { $0 != "-" })
        return head.count == 7 && head.allSatisfy(\.isNumber) ? String(head.prefix(3)) : head
    }

    /// What stands in brackets behind the model: "Vnish 1.2.0-rc1".
    private static func remark(in type: String) -> String {
        guard let open = type.firstIndex(of: "("), let close = type[open...].firstIndex(of: ")") else { return "" }
        return String(type[type.index(after: open)..<close])
    }

    private static func firmware(_ told: IdentityScratch, remark: String, usesModules: Bool) -> FirmwareIdentity? {
        let version = told.firmwareVersion.filter { $0 != "'" }
        let all = "\(told.type) \(told.bmminer) \(told.cgminer) \(told.miner) \(told.description) \(version)".lowercased()
        if all.contains("vnish") {
            let stated = remark.split(separator: " ").last.map(String.init) ?? ""
            return FirmwareIdentity(name: "VNish", version: stated.first?.isNumber == true ? stated : version)
        }
        if all.contains("hiveon") { return FirmwareIdentity(name: "Hiveon", version: version.isEmpty ? digits(in: remark) : version) }
        if all.contains("asicseer") {
            return FirmwareIdentity(name: "asicseer", version: told.bmminer.isEmpty ? told.description.dropWord : told.bmminer)
        }
        if all.contains("msk") { return FirmwareIdentity(name: "MSKMINER", version: version.isEmpty ? told.bmminer : version) }
        if !told.braiins.isEmpty { return FirmwareIdentity(name: "Braiins OS", version: told.braiins) }
        if !told.luxos.isEmpty { return FirmwareIdentity(name: "LuxOS", version: told.luxos) }
        if !told.auradine.isEmpty { return FirmwareIdentity(name: "FluxOS", version: told.auradine) }
        if !told.sealminer.isEmpty { return FirmwareIdentity(name: "SealMiner", version: told.sealminer) }
        if !told.software.isEmpty {
            let words = told.software.split(separator: " ", maxSplits: 1).map(String.init)
            return FirmwareIdentity(name: words[0], version: words.count > 1 ? words[1] : "")
        }
        if told.product.hasPrefix("Avalon") { return FirmwareIdentity(name: "Avalon", version: told.avalonVersion) }
        if usesModules, !told.moduleVersion.isEmpty { return FirmwareIdentity(name: "Avalon", version: told.moduleVersion) }
        if told.type.hasPrefix("Antminer") {
            let build = told.minerVersion.isEmpty ? told.miner : told.minerVersion
            return FirmwareIdentity(name: all.contains("rwglr") ? "rwglr" : "Bitmain", version: build.isEmpty ? version : build)
        }
        return byDescription(told, version: version)
    }

    private static func byDescription(_ told: IdentityScratch, version: String) -> FirmwareIdentity? {
        let description = told.description.lowercased()
        if description.hasPrefix("bosminer") || description.hasPrefix("boser") {
            return FirmwareIdentity(name: "Braiins OS", version: told.description)
        }
        if description.hasPrefix("luxminer") { return FirmwareIdentity(name: "LuxOS", version: told.description.dropWord) }
        if description.hasPrefix("gcminer") || description.hasPrefix("fluxos") {
            return FirmwareIdentity(name: "FluxOS", version: told.description)
        }
        if description.hasPrefix("whatsminer") || told.type.hasPrefix("M") || isWhatsminerBuild(version) {
            return FirmwareIdentity(name: "Whatsminer", version: version.isEmpty ? told.description.dropWord : version)
        }
        if !version.isEmpty || !told.minerVersion.isEmpty || !told.miner.isEmpty {
            return FirmwareIdentity(
                name: told.type.isEmpty ? "cgminer" : told.type, version: firstTold(version, told.minerVersion, told.miner))
        }
        guard !told.description.isEmpty, description.hasPrefix("cgminer") || description.hasPrefix("bmminer") else { return nil }
        return FirmwareIdentity(name: String(told.description.prefix { $0 != " " }), version: told.description.dropWord)
    }

    /// "20210322.22.REL"
    private static func isWhatsminerBuild(_ version: String) -> Bool {
        version.count >= 11 && version.prefix(8).allSatisfy(\.isNumber) && version.lowercased().contains(".rel")
    }

    private static func firstTold(_ texts: String...) -> String { texts.first { !$0.isEmpty } ?? "" }

    private static func digits(in remark: String) -> String {
        remark.split(separator: " ").last { $0.first?.isNumber == true }.map(String.init) ?? ""
    }
}

extension String {
    /// The text behind its first word.
    fileprivate var dropWord: String {
        guard let blank = firstIndex(of: " ") else { return "" }
        return String(self[index(after: blank)...])
    }
}
