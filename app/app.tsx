import type { ReactNode } from 'react';
import { lazy, Suspense, useState } from 'react';
import { Link, Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { DropAnywhere } from './dump/DropAnywhere.tsx';
import { CourseMap } from './home/CourseMap.tsx';
import { useKeys } from './keys/use-keys.ts';
import { Help } from './shell/Help.tsx';
import { Page } from './shell/Page.tsx';
import { SavedStatus } from './shell/SavedStatus.tsx';
import { TopBar } from './shell/TopBar.tsx';
import { text } from './text/text.ts';
import { Dialog } from './ui/Dialog.tsx';

const Home = lazy(() => import('./home/Home.tsx'));
const Worlds = lazy(() => import('./worlds/Worlds.tsx'));
const SavedWorld = lazy(() => import('./lab/SavedWorld.tsx'));
const LinkedWorld = lazy(() => import('./lab/LinkedWorld.tsx'));
const Lab = lazy(() => import('./lab/Lab.tsx'));
const Dump = lazy(() => import('./dump/Dump.tsx'));
const Fidelity = lazy(() => import('./pages/Fidelity.tsx'));
const Teachers = lazy(() => import('./pages/Teachers.tsx'));
const Sheet = lazy(() => import('./pages/Sheet.tsx'));
const Practice = lazy(() => import('./practice/Practice.tsx'));
const QuestionScreen = lazy(() => import('./practice/QuestionScreen.tsx'));
const LessonScreen = lazy(() => import('./lesson/LessonScreen.tsx'));

/** Every component with made-up data, for looking at. Not in the build that is published. */
const Gallery = import.meta.env.DEV ? lazy(() => import('./gallery/Gallery.tsx')) : null;

/** The page: a top, a screen by the address, help over both. */
export function App(): ReactNode {
  const [help, setHelp] = useState(false);
  useKeys({ help: () => setHelp(true) });
  return (
    <Router hook={useHashLocation}>
      <TopBar saved={<SavedStatus />} onHelp={() => setHelp(true)} />
      <Suspense fallback={<Page>{text.ui.loading}</Page>}>
        <Switch>
          <Route path="/">
            <Home />
          </Route>
          <Route path="/course">
            <main>
              <CourseMap as="h1" />
            </main>
          </Route>
          <Route path="/keys">
            <Page title={text.help.title}>
              <Help heading="h2" />
            </Page>
          </Route>
          <Route path="/lab">
            <Worlds />
          </Route>
          <Route path="/lab/:world">
            <Lab />
          </Route>
          <Route path="/saved/:id">
            <SavedWorld />
          </Route>
          <Route path="/run/:link">
            <LinkedWorld />
          </Route>
          <Route path="/dump">
            <Dump />
          </Route>
          <Route path="/fidelity">
            <Fidelity />
          </Route>
          <Route path="/teachers">
            <Teachers />
          </Route>
          <Route path="/teachers/:id">
            <Sheet />
          </Route>
          <Route path="/practice">
            <Practice />
          </Route>
          <Route path="/practice/:kind/:level/:number">
            <QuestionScreen />
          </Route>
          <Route path="/lesson/:id">
            <LessonScreen />
          </Route>
          {Gallery && (
            <Route path="/gallery/:what?">
              <Gallery />
            </Route>
          )}
          <Route>
            <Page title={text.ui.notFound}>
              <Link href="/">{text.ui.notFoundNext}</Link>
            </Page>
          </Route>
        </Switch>
      </Suspense>
      <DropAnywhere />
      <Dialog open={help} title={text.help.title} onClose={() => setHelp(false)}>
        <Help heading="h3" />
      </Dialog>
    </Router>
  );
}
