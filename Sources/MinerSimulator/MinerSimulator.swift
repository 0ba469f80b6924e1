// MinerSimulator
