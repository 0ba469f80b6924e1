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
        if told.type == "sc" { return "" }
        if !told.type.isEmpty {
            var words = ASCIIWords.words(told.type, endingAt: [UInt8(ascii: "("), UInt8(ascii: "\n")])
            // "Antminer S9 V1.3.58" carries the firmware's version behind the model.
            if words.count > 1, let last = words.last?.utf8, last.first == UInt8(ascii: "V"),
                last.dropFirst().first.map(ASCIIWords.isDigit) == true
            {
                words.removeLast()
            }
            return words.joined(separator: " ")
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
        let version = plain(told.firmwareVersion)
        let all = ASCIIWords.lowercased(told.type, told.bmminer, told.cgminer, told.miner, told.description, version)
        if ASCIIWords.contains(all, "vnish") {
            let stated = ASCIIWords.words(remark).last ?? ""
            return FirmwareIdentity(name: "VNish", version: stated.utf8.first.map(ASCIIWords.isDigit) == true ? stated : version)
        }
        if ASCIIWords.contains(all, "hiveon") {
            return FirmwareIdentity(name: "Hiveon", version: version.isEmpty ? digits(in: remark) : version)
        }
        if ASCIIWords.contains(all, "asicseer") {
            return FirmwareIdentity(name: "asicseer", version: told.bmminer.isEmpty ? told.description.dropWord : told.bmminer)
        }
        if ASCIIWords.contains(all, "msk") {
            return FirmwareIdentity(name: "MSKMINER", version: version.isEmpty ? told.bmminer : version)
        }
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
            return FirmwareIdentity(name: ASCIIWords.contains(all, "rwglr") ? "rwglr" : "Bitmain", version: build.isEmpty ? version : build)
        }
        return byDescription(told, version: version)
    }

    private static func byDescription(_ told: IdentityScratch, version: String) -> FirmwareIdentity? {
        let description = ASCIIWords.lowercased(told.description)
        if ASCIIWords.begins(description, "bosminer") || ASCIIWords.begins(description, "boser") {
            return FirmwareIdentity(name: "Braiins OS", version: told.description)
        }
        if ASCIIWords.begins(description, "luxminer") { return FirmwareIdentity(name: "LuxOS", version: told.description.dropWord) }
        if ASCIIWords.begins(description, "gcminer") || ASCIIWords.begins(description, "fluxos") {
            return FirmwareIdentity(name: "FluxOS", version: told.description)
        }
        if ASCIIWords.begins(description, "whatsminer") || told.type.hasPrefix("M") || isWhatsminerBuild(version) {
            return FirmwareIdentity(name: "Whatsminer", version: version.isEmpty ? told.description.dropWord : version)
        }
        // One that calls itself by the program that it is made of, and tells no version.
        if told.tellsFactoryRate, version.isEmpty { return FirmwareIdentity(name: "Whatsminer", version: "") }
        if !version.isEmpty || !told.minerVersion.isEmpty || !told.miner.isEmpty {
            return FirmwareIdentity(
                name: told.type.isEmpty ? "cgminer" : told.type, version: firstTold(version, told.minerVersion, told.miner))
        }
        guard !told.description.isEmpty, ASCIIWords.begins(description, "cgminer") || ASCIIWords.begins(description, "bmminer") else {
            return nil
        }
        return FirmwareIdentity(name: String(told.description.prefix { $0 != " " }), version: told.description.dropWord)
    }

    /// "20210322.22.REL"
    private static func isWhatsminerBuild(_ version: String) -> Bool {
        version.utf8.count >= 11 && version.utf8.prefix(8).allSatisfy(ASCIIWords.isDigit)
            && ASCIIWords.contains(ASCIIWords.lowercased(version), ".rel")
    }

    /// Whatsminer puts its version in single quotes.
    private static func plain(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "'")) else { return text }
        return String(decoding: text.utf8.filter { $0 != UInt8(ascii: "'") }, as: UTF8.self)
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
