/// What of a reply that ended in the middle can be believed.
extension MinerReadingBuilder {
    mutating func cutOff() {
        isCutting = true
        reading.isCutOff = true
    }

    /// Takes what a part told for whole, as the device itself has closed it. Of boards and chains only all together are a part.
    mutating func markWhole(_ frame: Frame, isChain: Bool) {
        guard rates.count > frame.ratesBefore || statesTold > frame.statesBefore, isPart(frame, isChain: isChain) else { return }
        for position in frame.ratesBefore..<rates.count { rates[position].isWhole = true }
        if statesTold > frame.statesBefore { hasWholeState = true }
    }

    private func isPart(_ frame: Frame, isChain: Bool) -> Bool {
        switch frame.section {
        case .rates, .fansRpm, .pools, .status, .fans, .power, .errors, .ignored: return false
        case .devices, .boards, .temperatures: return frame.opensSection
        case .stats where isChain: return frame.opensSection && frame.isList
        default:
            guard !frame.opensSection, let parent = frames.last else { return true }
            return !frame.isList && (frame.beganElement || parent.isList && parent.opensSection)
        }
    }

    /// Leaves out the rates of a part that was cut off where another part came whole, and tells whether none did.
    mutating func finishCut() {
        guard reading.isCutOff else { return }
        let hasWholeRate = rates.contains(where: \.isWhole)
        if hasWholeRate { rates.removeAll { !$0.isWhole } }
        reading.isCutShort = !hasWholeRate && !hasWholeState
    }
}
