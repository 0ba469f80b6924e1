extension MinerReadingBuilder: ReplyEventSink {
    mutating func open(_ key: ReplyKey, isList: Bool) {
        let parent = frames.last
        let parentSection = parent?.section ?? .root
        let named = key.name == .none ? nil : ReplySection.opened(by: key, isList: isList, in: parentSection)
        let section = named ?? parentSection
        let isElement =
            !isList && section.hasElements
            && (named != nil || (key.name == .none && parent?.isList == true && parent?.opensSection == true))
        frames.append(
            Frame(
                section: section, name: key.name == .none ? parent?.name ?? .none : key.name, isList: isList, opensSection: named != nil,
                beganElement: isElement, ratesBefore: rates.count, statesBefore: statesTold))
        if isElement { beginElement(of: section, position: parent?.count ?? 0) }
        if key.name == .none, !frames.isEmpty, frames.count > 1 { frames[frames.count - 2].count += 1 }
    }

    mutating func close() {
        guard let frame = frames.popLast() else { return }
        let isChain = statsElementIsChain
        if frame.beganElement {
            endElement(of: frame.section)
        } else if frame.section == .boards, frame.name == .temperatures, !frame.isList {
            commitNamedSensor()
        } else if frames.isEmpty {
            status.commit()
        }
        if !isCutting { markWhole(frame, isChain: isChain) }
    }

    mutating func value(_ key: ReplyKey, _ value: ReplyValue) {
        guard let frame = frames.last else { return }
        var key = key
        var position: Int?
        if key.name == .none {
            guard frame.isList else { return }
            position = frame.count
            frames[frames.count - 1].count += 1
            key = ReplyKey(name: frame.name, index: position, spelling: key.spelling)
        }
        switch frame.section {
        case .ignored: break
        case .status: statusValue(key, value)
        case .pools: poolValue(key, value)
        case .fans: fanValue(key, value)
        case .temperatures: sensorValue(key, value, in: frame)
        case .boards, .devices: boardValue(key, value, in: frame)
        case .errors: errorValue(key, value)
        case .stats: statsValue(key, value)
        case .power: powerValue(key, value, in: frame)
        case .stratum: stratumValue(key, value)
        case .rates: nestedRateValue(key, value, in: frame)
        case .fansRpm:
            if key.name == .fansSpeed, let index = key.index { addFan(index: index, rpm: value, keepingZero: false) }
        case .root, .summary, .version, .message, .info, .session: generalValue(key, value, in: frame)
        }
    }

    private mutating func beginElement(of section: ReplySection, position: Int) {
        switch section {
        case .pools: pool = PoolReading(index: position)
        case .fans: fan = FanReading(index: position)
        case .devices, .boards, .temperatures: board = BoardScratch(index: position)
        case .stats:
            board = BoardScratch(index: position)
            statsElementIsChain = false
        default: break
        }
    }

    private mutating func endElement(of section: ReplySection) {
        switch section {
        case .status: status.commit()
        case .pools:
            commitPool()
            pool = PoolReading(index: 0)
        case .fans:
            commitFan()
            fan = FanReading(index: 0)
        case .devices, .boards:
            if board.isPresent || board.rate != nil { appendDevice() }
            board = BoardScratch(index: 0)
        case .temperatures:
            if board.isPresent { appendSensor() }
            board = BoardScratch(index: 0)
        case .stats:
            if statsElementIsChain, board.isPresent { appendDevice() }
            board = BoardScratch(index: 0)
            statsElementIsChain = false
        default: break
        }
    }

    private mutating func appendDevice() {
        guard devices.count < 256 else { return }
        devices.append(board)
        if board.rate != nil { statesTold += 1 }
        learnt += 1
    }

    private mutating func appendSensor() {
        guard sensors.count < 256 else { return }
        sensors.append(board)
        learnt += 1
    }

    private mutating func statusValue(_ key: ReplyKey, _ value: ReplyValue) {
        switch key.name {
        case .status: if case .text(let text) = value, let letter = text.bytes.first { status.letter = letter }
        case .code: status.code = value.integer(in: -1_000_000...1_000_000)
        case .message: status.message = value.string ?? ""
        case .description: identity.description = value.string ?? identity.description
        default: break
        }
    }

    private mutating func errorValue(_ key: ReplyKey, _ value: ReplyValue) {
        guard reading.errorCodes.count < 32 else { return }
        switch key.name {
        case .digits:
            if let code = key.index { reading.errorCodes.append(String(code)) }
        case .text, .reason, .unknown:
            guard key.begins(with: "message"), let text = value.string else { return }
            reading.errorCodes.append(text)
        case .errorCode:
            if let code = value.integer() { reading.errorCodes.append(String(code)) }
        default: return
        }
        learnt += 1
    }
}
