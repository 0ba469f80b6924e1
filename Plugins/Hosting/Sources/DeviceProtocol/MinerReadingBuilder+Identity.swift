/// Fields that say who the device is and in which state.
extension MinerReadingBuilder {
    mutating func identityValue(_ key: ReplyKey, _ value: ReplyValue, in frame: Frame) {
        switch key.name {
        case .status: if case .text(let text) = value, let letter = text.bytes.first { status.letter = letter }
        case .code:
            status.code = value.integer(in: -1_000_000...1_000_000)
            // Whatsminer's API 3 has no letter: an error is a code below zero.
            if let code = status.code, code < 0, status.letter == 0 { status.letter = UInt8(ascii: "E") }
        case .message: status.message = value.string ?? ""
        case .description: identity.description = value.string ?? identity.description
        case .type: keep(\.type, value)
        case .model:
            // In a message it is the power supply's.
            if frame.section != .message { keep(\.model, value) }
        case .name where frame.name == .minerIdentity: keep(\.type, value)
        case .product: keep(\.product, value)
        case .miner: keep(\.miner, value)
        case .minerVersion: keep(\.minerVersion, value)
        case .firmwareVersion: keep(\.firmwareVersion, value)
        case .compileTime: keep(\.compileTime, value)
        case .cgminer: keep(\.cgminer, value)
        case .bmminer: keep(\.bmminer, value)
        case .braiins: keep(\.braiins, value)
        // The release says more than the build of the mining software, whichever came first.
        case .full:
            guard frame.name == .version else { return }
            identity.braiins = ""
            keep(\.braiins, value)
        case .current: if frame.name == .bosVersion { keep(\.braiins, value) }
        case .luxos: keep(\.luxos, value)
        case .auradine: keep(\.auradine, value)
        case .sealminer: keep(\.sealminer, value)
        case .software: keep(\.software, value)
        case .avalonVersion: keep(\.avalonVersion, value)
        case .algorithm: keep(\.algorithm, value)
        case .serialNumber:
            guard let text = value.string, text.count >= 6 else { return }
            setOnce(\.serialNumber, text)
        case .state, .operatingState: stateValue(value)
        case .paused: if let flag = value.flag { setPaused(flag) }
        case .working: if let flag = value.flag { setPaused(!flag) }
        // Bitmain's: 0 normal, 1 sleep, 3 low power.
        case .minerMode: if let mode = value.integer(in: 0...9) { setPaused(mode == 1) }
        case .encrypted: sawEncrypted = true
        case .modules: moduleValue(key, value)
        default: if key.name == .unknown, key.begins(with: "MM ID") { moduleValue(key, value) }
        }
    }

    private mutating func keep(_ path: WritableKeyPath<IdentityScratch, String>, _ value: ReplyValue) {
        guard let text = value.string else { return }
        learnt += 1
        if identity[keyPath: path].isEmpty { identity[keyPath: path] = text }
    }

    private mutating func stateValue(_ value: ReplyValue) {
        guard case .text(let text) = value else { return }
        if text.equals("mining") || text.equals("running") {
            setPaused(false)
        } else if text.equals("stopped") || text.equals("paused") || text.equals("idle") || text.equals("sleep") {
            setPaused(true)
        }
    }

    mutating func setPaused(_ isPaused: Bool) {
        statesTold += isPaused ? 1 : 0
        setOnce(\.isPaused, isPaused)
    }
}
