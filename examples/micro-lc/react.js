// React for micro-lc's layout, as a module around the file that React publishes for browsers.
import './node_modules/react/umd/react.production.min.js';

export const { Children, Component, Fragment, Profiler, PureComponent, StrictMode, Suspense, act, cloneElement, createContext, createElement, createFactory, createRef, forwardRef, isValidElement, lazy, memo, startTransition, unstable_act, useCallback, useContext, useDebugValue, useDeferredValue, useEffect, useId, useImperativeHandle, useInsertionEffect, useLayoutEffect, useMemo, useReducer, useRef, useState, useSyncExternalStore, useTransition, version } = globalThis.React;
export default globalThis.React;
