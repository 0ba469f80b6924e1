// Operate
