declare var abcbLook: (settings: string | null) => void;
